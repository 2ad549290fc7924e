import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { synthesizeTemplate, tenantSettings } from "../support/template.ts";

const template = synthesizeTemplate();

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

function statements(): Statement[] {
  return Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
    ({ Properties }) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
  );
}

describe("the synthesized template", () => {
  it("lets anybody list and read the metadata, and only token holders with the scope add", () => {
    const routes = Object.values(template.findResources("AWS::ApiGatewayV2::Route")).map(
      ({ Properties }) => Properties,
    );
    const [authorizer] = Object.keys(template.findResources("AWS::ApiGatewayV2::Authorizer"));
    expect(routes).toHaveLength(3);
    expect(routes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ RouteKey: "GET /wish-list-service", AuthorizationType: "NONE" }),
        expect.objectContaining({
          RouteKey: "GET /.well-known/oauth-protected-resource/wish-list-service",
          AuthorizationType: "NONE",
        }),
        expect.objectContaining({
          RouteKey: "POST /wish-list-service",
          AuthorizationType: "JWT",
          AuthorizerId: { Ref: authorizer },
          AuthorizationScopes: ["create:wishes"],
        }),
      ]),
    );
  });

  it("asks for no scope when none is configured", () => {
    synthesizeTemplate({ scope: "" }).hasResourceProperties("AWS::ApiGatewayV2::Route", {
      RouteKey: "POST /wish-list-service",
      AuthorizationType: "JWT",
      AuthorizationScopes: Match.absent(),
    });
  });

  it("trusts the one issuer to the letter, for the one audience", () => {
    template.resourceCountIs("AWS::ApiGatewayV2::Authorizer", 1);
    template.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      Name: "auth0",
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: tenantSettings.issuer, Audience: [tenantSettings.audience] },
    });
  });

  it("lets the function do three things to the table and its index, by name", () => {
    const [table] = Object.keys(template.findResources("AWS::DynamoDB::Table"));
    const tableArn = { "Fn::GetAtt": [table, "Arn"] };
    expect(statements()).toEqual([
      { Effect: "Allow", Action: "dynamodb:Query", Resource: { "Fn::Join": ["", [tableArn, "/index/NewestFirst"]] } },
      { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource: tableArn },
    ]);
  });

  it("holds no wildcard action, no Scan and no Delete", () => {
    const actions = statements().flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /\*|Scan|Delete/u.test(action))).toEqual([]);
  });

  it("keeps the wishes on demand, by id, with the index that lists them newest first", () => {
    template.hasResource("AWS::DynamoDB::Table", {
      DeletionPolicy: "Retain",
      Properties: {
        TableName: "WishList",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "NewestFirst",
            KeySchema: [
              { AttributeName: "list", KeyType: "HASH" },
              { AttributeName: "createdAt", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      },
    });
  });

  it("runs the function on Node.js 24 and arm64 with what it is told by name", () => {
    template.hasResourceProperties("AWS::Lambda::Function", {
      FunctionName: "wish-list-service",
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: 10,
      Environment: {
        Variables: Match.objectLike({
          WISH_ISSUER: tenantSettings.issuer,
          WISH_CLIENT_ID: tenantSettings.clientId,
          WISH_AUDIENCE: tenantSettings.audience,
          WISH_SCOPE: "create:wishes",
        }),
      },
    });
  });

  it("lets API Gateway invoke the function from its three routes only", () => {
    const permissions = Object.values(template.findResources("AWS::Lambda::Permission"));
    const paths = permissions.map(
      ({ Properties }) => JSON.stringify(Properties.SourceArn).match(/\/\*\/\*[^"]*/u)?.[0],
    );
    expect(new Set(paths)).toEqual(
      new Set(["/*/*/wish-list-service", "/*/*/.well-known/oauth-protected-resource/wish-list-service"]),
    );
  });

  it("puts out all that setting up the command line needs", () => {
    for (const output of ["ApiUrl", "Issuer", "ClientId", "Audience", "Scope"]) template.hasOutput(output, {});
  });
});
