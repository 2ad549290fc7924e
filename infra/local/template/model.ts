/**
 * What the local stack needs to know about a synthesized template. All CloudFormation intrinsics are resolved.
 */
export interface StackModel {
  tables: TableModel[];
  functions: FunctionModel[];
  api: HttpApiModel;
  /** Values of the template's outputs, by output name. */
  outputs: Record<string, string>;
}

/** A table in the shape of DynamoDB's CreateTable, with what CreateTable knows nothing of. */
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
  /** Holds when an item is to be deleted: seconds since 1970. */
  timeToLiveAttribute?: string;
}

export interface FunctionModel {
  logicalId: string;
  /** Function name, also in `context.functionName`. */
  name: string;
  /** The local stand-in for its ARN, which integrations refer to. */
  arn: string;
  /** `file.export`, for example `index.handler`. */
  handler: string;
  /** Absolute path of the folder with its bundle. */
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
  /** `$default`, or a name that is the first path segment. */
  name: string;
}

export interface RouteModel {
  /** `METHOD /path`, `ANY /path` or `$default`. */
  routeKey: string;
  /** The function behind it; `undefined` when the integration refers to none of this template. */
  functionArn: string | undefined;
  /** By default, and at most, 30,000. */
  integrationTimeoutMilliseconds: number;
  /** Whether an `AWS::Lambda::Permission` lets API Gateway invoke the function for this route. */
  mayInvoke: boolean;
  /** Its own limit, or that of the stage, or that of the account. */
  throttle: ThrottleModel;
  /** Absent on a route that anybody may call. */
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
  /** The `iss` claim must be exactly this. */
  issuer: string;
  audiences: string[];
  /** The route's authorizationScopes. A token needs one of them, unless there are none. */
  scopes: string[];
}
