import { createHash } from "node:crypto";

import type { Resource } from "./assembly.ts";
import { TemplateProblem } from "./properties.ts";

/** Stands for the AWS account, which a local stack does not have. */
export const localAccountId = "000000000000";

/** Where the stack pretends to be deployed. */
export interface LocalDeployment {
  stackName: string;
  region: string;
  accountId: string;
  /** Address of the HTTP API, without a trailing slash. */
  apiUrl: string;
}

/** The properties that name a resource. Without one, CloudFormation makes up a name. */
const nameProperties: Record<string, string> = {
  "AWS::DynamoDB::Table": "TableName",
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::IAM::Role": "RoleName",
  "AWS::ApiGatewayV2::Stage": "StageName",
};

/** What stands for a resource on this machine: its physical id and its attributes. */
export interface LocalIdentity {
  /** The value of `Ref`. */
  ref: string;
  /**
   * The value of `Fn::GetAtt`.
   *
   * @throws {TemplateProblem} when it has no value in the local stack
   */
  attribute(name: string, where: string): string;
}

/** Makes up the identity of one resource; `resolve` gives the value of its name property. */
export function identify(
  logicalId: string,
  resource: Resource,
  deployment: LocalDeployment,
  resolve: (value: unknown, where: string) => unknown,
): LocalIdentity {
  const nameProperty = nameProperties[resource.Type] ?? "";
  const givenName = resolve(resource.Properties?.[nameProperty], `${logicalId}.${nameProperty}`);
  // An API id has ten lower-case letters and digits. This one is the same in every run.
  const apiId = createHash("sha256").update(logicalId).digest("hex").slice(0, 10);
  const isApi = resource.Type === "AWS::ApiGatewayV2::Api";
  const name = typeof givenName === "string" ? givenName : `${deployment.stackName}-${logicalId}`;
  const ref = isApi ? apiId : name;

  const { region, accountId, apiUrl } = deployment;
  const attributes: Record<string, Record<string, string>> = {
    "AWS::DynamoDB::Table": { Arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}` },
    "AWS::DynamoDB::GlobalTable": { Arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}` },
    "AWS::Lambda::Function": { Arn: `arn:aws:lambda:${region}:${accountId}:function:${name}` },
    "AWS::Logs::LogGroup": { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` },
    "AWS::IAM::Role": { Arn: `arn:aws:iam::${accountId}:role/${name}` },
    "AWS::ApiGatewayV2::Api": { ApiId: apiId, ApiEndpoint: apiUrl },
  };
  return {
    ref,
    attribute(attribute, where) {
      const value = attributes[resource.Type]?.[attribute];
      if (value !== undefined) return value;
      throw new TemplateProblem(
        where,
        `needs ${attribute} of ${logicalId} (${resource.Type}), which has no value in the local stack.`,
      );
    },
  };
}
