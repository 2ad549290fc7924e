/**
 * What the local stack needs to know of a synthesized template: the template reader makes it, the rest serves it.
 *
 * Every CloudFormation intrinsic is resolved to its local value already.
 */
export interface StackModel {
  tables: TableModel[];
  functions: FunctionModel[];
  api: HttpApiModel;
  /** Values of the template's outputs, by output name. */
  outputs: Record<string, string>;
}

/** A table in the shape of DynamoDB's CreateTable, so that it can be sent as it is. */
export interface TableModel {
  logicalId: string;
  name: string;
  keySchema: { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  attributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
  globalSecondaryIndexes: {
    IndexName: string;
    KeySchema: { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
    Projection: { ProjectionType: "ALL" | "KEYS_ONLY" | "INCLUDE"; NonKeyAttributes?: string[] };
  }[];
}

export interface FunctionModel {
  logicalId: string;
  /** Function name, also in `context.functionName`. */
  name: string;
  /** Local stand-in ARN, what integrations point at. */
  arn: string;
  /** `file.export`, for example `index.handler`. */
  handler: string;
  /** Absolute path of the folder with the synthesized bundle. */
  codeFolder: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMegabytes: number;
}

export interface HttpApiModel {
  id: string;
  stage: StageModel;
  routes: RouteModel[];
}

export interface StageModel {
  /** `$default` or a name that is the first path segment. */
  name: string;
}

export interface RouteModel {
  /** `METHOD /path`, `ANY /path` or `$default`. */
  routeKey: string;
  /** The function behind it; `undefined` when the integration points at none of this template. */
  functionArn: string | undefined;
  /** Integration timeout, at most and by default 30,000. */
  integrationTimeoutMilliseconds: number;
  /** Whether an `AWS::Lambda::Permission` lets API Gateway invoke the function for this route. */
  mayInvoke: boolean;
  /** Its own limit, the stage's for each route, or the account's. */
  throttle: ThrottleModel;
  /** Absent on an open route. */
  authorizer?: JwtAuthorizerModel;
}

export interface ThrottleModel {
  ratePerSecond: number;
  /** Requests at once. */
  burst: number;
}

export interface JwtAuthorizerModel {
  name: string;
  /** For example `$request.header.Authorization`. */
  identitySources: string[];
  /** Verbatim: the `iss` claim must equal it to the letter. */
  issuer: string;
  audiences: string[];
  /** The route's authorizationScopes: a token needs one of them; empty asks for none. */
  scopes: string[];
}
