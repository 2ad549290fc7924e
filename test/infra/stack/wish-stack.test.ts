import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";

import { WishStack } from "../../../infra/stack/wish-stack.ts";
import { createApp, synthesizeTemplate, tenantSettings } from "../../support/template.ts";

const template = synthesizeTemplate();

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: object;
}

const readFunction = logicalId("AWS::Lambda::Function", { FunctionName: "wish-list-service-read" });
const writeFunction = logicalId("AWS::Lambda::Function", { FunctionName: "wish-list-service-write" });
const giveFunction = logicalId("AWS::Lambda::Function", { FunctionName: "wish-list-service-give" });
const table = logicalId("AWS::DynamoDB::Table", { TableName: "WishList" });
const index = { "Fn::Join": ["", [{ "Fn::GetAtt": [table, "Arn"] }, "/index/NewestFirst"]] };
const claimsTable = logicalId("AWS::DynamoDB::Table", { TableName: "WishClaims" });

function logicalId(type: string, properties: object): string {
  const [id, ...others] = Object.keys(template.findResources(type, { Properties: properties }));
  if (!id || others.length > 0) throw new Error(`Not one ${type}.`);
  return id;
}

/** What the function's own role lets it do; a role may hold nothing besides. */
function statementsOf(functionId: string): Statement[] {
  const roleId = template.toJSON().Resources[functionId].Properties.Role["Fn::GetAtt"][0] as string;
  const { ManagedPolicyArns, Policies } = template.toJSON().Resources[roleId].Properties;
  expect(ManagedPolicyArns).toBeUndefined();
  return Policies.flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement);
}

function mayLogTo(functionId: string): Statement {
  const logGroup = template.toJSON().Resources[functionId].Properties.LoggingConfig.LogGroup.Ref as string;
  const Resource = { "Fn::GetAtt": [logGroup, "Arn"] };
  return { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource };
}

/** What listing and showing take: the index, and of one wish or list no more than anybody may see. */
function expectToReadWishes([mayQuery, mayGet, ...others]: Statement[], more: readonly string[] = []): void {
  expect([mayQuery, ...others]).toEqual([{ Effect: "Allow", Action: "dynamodb:Query", Resource: index }]);
  const { Condition, ...rest } = mayGet!;
  expect(rest).toEqual({
    Effect: "Allow",
    Action: "dynamodb:GetItem",
    Resource: { "Fn::GetAtt": [table, "Arn"] },
  });
  const attributes =
    "id list name description url price priority quantity tags createdAt updatedAt version title date unlisted purgeAt".split(
      " ",
    );
  // Without the second condition, asking for no attribute in particular would give all.
  expect(Condition).toEqual({
    "ForAllValues:StringEquals": { "dynamodb:Attributes": expect.toSatisfy(hasTheSame([...attributes, ...more])) },
    StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
  });
}

function accessByRoute(synthesized: Template) {
  return Object.fromEntries(
    Object.values(synthesized.findResources("AWS::ApiGatewayV2::Route")).map(({ Properties }) => [
      Properties.RouteKey as string,
      {
        type: Properties.AuthorizationType as string,
        authorizer: Properties.AuthorizerId as unknown,
        scopes: Properties.AuthorizationScopes as string[] | undefined,
      },
    ]),
  );
}

function alarmNames(): string[] {
  return Object.values(template.findResources("AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties.AlarmName);
}

/** A notification of a budget, to the person of the test. */
function notification(NotificationType: string): object {
  return {
    Notification: { NotificationType, ComparisonOperator: "GREATER_THAN", Threshold: 100, ThresholdType: "PERCENTAGE" },
    Subscribers: [{ SubscriptionType: "EMAIL", Address: "ada@mail.test" }],
  };
}

function hasTheSame(texts: string[]) {
  return (others: string[]) => texts.toSorted().join() === others.toSorted().join();
}

function isProtected(throwAway: boolean): boolean | undefined {
  return new WishStack(createApp(), "Wish", { settings: { ...tenantSettings, throwAway } }).terminationProtection;
}

describe("the synthesized template", () => {
  it("lets anybody read, and only token holders with a scope for it write", () => {
    const [authorizer] = Object.keys(template.findResources("AWS::ApiGatewayV2::Authorizer"));
    const tokenWith = (...scopes: string[]) => ({ type: "JWT", authorizer: { Ref: authorizer }, scopes });
    expect(accessByRoute(template)).toEqual({
      "GET /wish-list-service": { type: "NONE" },
      "GET /wish-list-service/{id}": { type: "NONE" },
      "GET /.well-known/oauth-protected-resource/wish-list-service": { type: "NONE" },
      "GET /": { type: "NONE" },
      "HEAD /": { type: "NONE" },
      "GET /feed.atom": { type: "NONE" },
      "GET /feed.json": { type: "NONE" },
      "POST /wish-list-service": tokenWith("create:wishes"),
      "GET /lists": { type: "NONE" },
      "GET /lists/{list}": { type: "NONE" },
      "PUT /lists/{list}": tokenWith("create:wishes", "manage:wishes"),
      "DELETE /lists/{list}": tokenWith("create:wishes", "manage:wishes"),
      "PATCH /wish-list-service/{id}": tokenWith("update:wishes", "manage:wishes"),
      "DELETE /wish-list-service/{id}": tokenWith("delete:wishes", "manage:wishes"),
      "PUT /lists/{list}/gift-link": tokenWith("update:wishes", "manage:wishes"),
      "GET /lists/{list}/gifts": tokenWith("update:wishes", "manage:wishes"),
      "GET /g": { type: "NONE" },
      "POST /claims": { type: "NONE" },
      "GET /release": { type: "NONE" },
      "POST /release": { type: "NONE" },
    });
  });

  it("asks for a token without any scope when scopes are not required", () => {
    const access = Object.values(accessByRoute(synthesizeTemplate({ requireScopes: false })));
    const types = access.map(({ type }) => type);
    expect(types.toSorted()).toEqual([...Array(7).fill("JWT"), ...Array(13).fill("NONE")]);
    expect(access.map(({ scopes }) => scopes)).toEqual(access.map(() => undefined));
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

  it("lets the reading function query the index and get of one wish what anybody may see, and nothing else", () => {
    const [mayLog, ...others] = statementsOf(readFunction);
    expect(mayLog).toEqual(mayLogTo(readFunction));
    expectToReadWishes(others);
  });

  it("lets the giving function read what the reading one does and who owns a list, and get and update an item of claims", () => {
    const [mayLog, ...others] = statementsOf(giveFunction);
    expect(mayLog).toEqual(mayLogTo(giveFunction));
    expect(others.pop()).toEqual({
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      Resource: { "Fn::GetAtt": [claimsTable, "Arn"] },
    });
    expectToReadWishes(others, ["addedBy"]);
  });

  it("names the table of claims nowhere but at the giving function, its role, and what watches over it", () => {
    const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string; Properties: object }> };
    const role = template.toJSON().Resources[giveFunction].Properties.Role["Fn::GetAtt"][0] as string;
    const naming = Object.entries(Resources).filter(
      ([id, { Properties }]) =>
        id !== claimsTable && /"WishClaims|WISH_CLAIMS|"Claims/u.test(JSON.stringify(Properties)),
    );
    const others = naming.filter(([id]) => id !== giveFunction && id !== role).map(([, { Type }]) => Type);
    expect(naming.map(([id]) => id)).toEqual(expect.arrayContaining([giveFunction, role]));
    expect(others.toSorted()).toEqual([
      "AWS::CloudWatch::Alarm",
      "AWS::CloudWatch::Alarm",
      "AWS::CloudWatch::Dashboard",
    ]);
  });

  it("lets the writing function put, update and get an item of the table and query the index, and delete none", () => {
    expect(statementsOf(writeFunction)).toEqual([
      mayLogTo(writeFunction),
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        Resource: { "Fn::GetAtt": [table, "Arn"] },
      },
      { Effect: "Allow", Action: "dynamodb:Query", Resource: index },
    ]);
  });

  it("holds no other policy", () => {
    template.resourceCountIs("AWS::IAM::Role", 3);
    template.resourceCountIs("AWS::IAM::Policy", 0);
    template.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
  });

  it("lets each route invoke its own function, and no other", () => {
    const permissions = Object.values(template.findResources("AWS::Lambda::Permission")).map(({ Properties }) => ({
      principal: Properties.Principal,
      function: Properties.FunctionName["Fn::GetAtt"][0],
      source: Properties.SourceArn["Fn::Join"][1].at(-1),
    }));
    const principal = "apigateway.amazonaws.com";
    expect(permissions).toEqual(
      expect.arrayContaining([
        { principal, function: readFunction, source: "/*/GET/wish-list-service" },
        { principal, function: readFunction, source: "/*/GET/.well-known/oauth-protected-resource/wish-list-service" },
        { principal, function: readFunction, source: "/*/GET/wish-list-service/*" },
        { principal, function: readFunction, source: "/*/GET/" },
        { principal, function: readFunction, source: "/*/HEAD/" },
        { principal, function: readFunction, source: "/*/GET/feed.atom" },
        { principal, function: readFunction, source: "/*/GET/feed.json" },
        { principal, function: writeFunction, source: "/*/POST/wish-list-service" },
        { principal, function: writeFunction, source: "/*/PATCH/wish-list-service/*" },
        { principal, function: writeFunction, source: "/*/DELETE/wish-list-service/*" },
        { principal, function: readFunction, source: "/*/GET/lists" },
        { principal, function: readFunction, source: "/*/GET/lists/*" },
        { principal, function: writeFunction, source: "/*/PUT/lists/*" },
        { principal, function: writeFunction, source: "/*/DELETE/lists/*" },
        { principal, function: giveFunction, source: "/*/PUT/lists/*" },
        { principal, function: giveFunction, source: "/*/GET/lists/*" },
        { principal, function: giveFunction, source: "/*/GET/g" },
        { principal, function: giveFunction, source: "/*/POST/claims" },
        { principal, function: giveFunction, source: "/*/GET/release" },
        { principal, function: giveFunction, source: "/*/POST/release" },
      ]),
    );
    expect(permissions).toHaveLength(20);
  });

  it("keeps the wishes on demand, by id, with the index that lists them newest first", () => {
    template.hasResource("AWS::DynamoDB::Table", {
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

  it("keeps the claims on demand, by list", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      TableName: "WishClaims",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "list", KeyType: "HASH" }],
      GlobalSecondaryIndexes: Match.absent(),
      OnDemandThroughput: { MaxReadRequestUnits: 1280, MaxWriteRequestUnits: 360 },
    });
  });

  it("has DynamoDB delete what is past its time to be purged", () => {
    template.allResourcesProperties("AWS::DynamoDB::Table", {
      TimeToLiveSpecification: { AttributeName: "purgeAt", Enabled: true },
    });
  });

  it("keeps the tables through a destroyed stack, against deletion, and for any second of the last 35 days", () => {
    template.allResources("AWS::DynamoDB::Table", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  it("lets the tables go with a stack that is to be thrown away", () => {
    synthesizeTemplate({ throwAway: true }).allResources("AWS::DynamoDB::Table", {
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Delete",
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  it("runs the functions on Node.js 24 and arm64, with no more than they need to know", () => {
    const common = { Runtime: "nodejs24.x", Architectures: ["arm64"], Timeout: 10, MemorySize: 512 };
    template.hasResourceProperties("AWS::Lambda::Function", {
      FunctionName: "wish-list-service-read",
      ...common,
      Environment: {
        Variables: {
          WISH_TABLE_NAME: { Ref: table },
          WISH_API_ENDPOINT: { "Fn::GetAtt": [Match.anyValue(), "ApiEndpoint"] },
          WISH_ISSUER: tenantSettings.issuer,
          WISH_CLIENT_ID: tenantSettings.clientId,
          WISH_AUDIENCE: tenantSettings.audience,
          WISH_REQUIRE_SCOPES: "true",
        },
      },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      FunctionName: "wish-list-service-write",
      ...common,
      Environment: { Variables: { WISH_TABLE_NAME: { Ref: table }, WISH_REQUIRE_SCOPES: "true" } },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      FunctionName: "wish-list-service-give",
      ...common,
      Environment: {
        Variables: {
          WISH_TABLE_NAME: { Ref: table },
          WISH_CLAIMS_TABLE_NAME: { Ref: claimsTable },
          WISH_API_ENDPOINT: { "Fn::GetAtt": [Match.anyValue(), "ApiEndpoint"] },
          WISH_REQUIRE_SCOPES: "true",
        },
      },
    });
  });

  it("reserves concurrency only when told to", () => {
    const reserved = { ReservedConcurrentExecutions: 5 };
    template.resourcePropertiesCountIs("AWS::Lambda::Function", reserved, 0);
    synthesizeTemplate({ reservedConcurrency: 5 }).resourcePropertiesCountIs("AWS::Lambda::Function", reserved, 3);
  });

  it("waits for a function longer than it may take to load and to answer", () => {
    template.allResourcesProperties("AWS::ApiGatewayV2::Integration", { TimeoutInMillis: 29_000 });
  });

  it("throttles every route", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      StageName: "$default",
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      RouteSettings: {
        "POST /wish-list-service": { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        "PATCH /wish-list-service/{id}": { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        "DELETE /wish-list-service/{id}": { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        "PUT /lists/{list}": { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
        "DELETE /lists/{list}": { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
        "GET /feed.atom": { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 20 },
        "GET /feed.json": { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 20 },
        "PUT /lists/{list}/gift-link": { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
        "GET /lists/{list}/gifts": { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
        "GET /g": { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 20 },
        "POST /claims": { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
        "GET /release": { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 20 },
        "POST /release": { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
      },
    });
  });

  it("bounds what table and index may be asked for, to what the rates of the routes can ask for", () => {
    const { DefaultRouteSettings: all, RouteSettings: own } = Object.values(
      template.findResources("AWS::ApiGatewayV2::Stage"),
    )[0]!.Properties;
    // The megabyte of a Query takes half a unit for each 4 KiB; a body of 16 KiB and what is kept with it, one a KiB.
    const MaxReadRequestUnits = all.ThrottlingRateLimit * 128;
    const MaxWriteRequestUnits = own["POST /wish-list-service"].ThrottlingRateLimit * 18;
    const OnDemandThroughput = { MaxReadRequestUnits, MaxWriteRequestUnits };
    expect(OnDemandThroughput).toEqual({ MaxReadRequestUnits: 1280, MaxWriteRequestUnits: 360 });
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      OnDemandThroughput,
      GlobalSecondaryIndexes: [Match.objectLike({ IndexName: "NewestFirst", OnDemandThroughput })],
    });
  });

  it("logs each request as JSON, with why it was refused and without a token", () => {
    const [stage] = Object.values(template.findResources("AWS::ApiGatewayV2::Stage"));
    const { Format, DestinationArn } = stage!.Properties.AccessLogSettings;
    expect(JSON.parse(Format)).toMatchObject({
      requestId: "$context.requestId",
      route: "$context.routeKey",
      status: "$context.status",
      latency: "$context.responseLatency",
      authorizerError: "$context.authorizer.error",
      integrationError: "$context.integrationErrorMessage",
    });
    expect(Format).not.toMatch(/header|claims|query|\$context\.path|authorization/iu);
    const accessLog = logicalId("AWS::Logs::LogGroup", { LogGroupName: "/aws/vendedlogs/wish/access" });
    expect(DestinationArn).toEqual({ "Fn::GetAtt": [accessLog, "Arn"] });
  });

  it("keeps every log in a group of its own for a month, the functions' as JSON", () => {
    template.resourceCountIs("AWS::Logs::LogGroup", 4);
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
    template.allResourcesProperties("AWS::Lambda::Function", {
      LoggingConfig: Match.objectLike({ LogFormat: "JSON" }),
    });
  });

  it("raises an alarm for what people notice and for what it comes from, with what to look at", () => {
    expect(alarmNames().toSorted()).toEqual([
      "wish-api-Fault-Count-failing",
      "wish-api-Latency-P99-slow",
      "wish-api-requests-throttled",
      "wish-claims-Read-Throttled-Events-throttled",
      "wish-claims-Write-Throttled-Events-throttled",
      "wish-give-Fault-Count-failing",
      "wish-give-Throttled-Count-throttled",
      "wish-index-Read-Throttled-Events-throttled",
      "wish-index-Write-Throttled-Events-throttled",
      "wish-read-Fault-Count-failing",
      "wish-read-Throttled-Count-throttled",
      "wish-table-Read-Throttled-Events-throttled",
      "wish-table-Write-Throttled-Events-throttled",
      "wish-write-Fault-Count-failing",
      "wish-write-Throttled-Count-throttled",
    ]);
    const topic = { Ref: logicalId("AWS::SNS::Topic", {}) };
    template.allResourcesProperties("AWS::CloudWatch::Alarm", {
      ActionsEnabled: true,
      AlarmActions: [topic],
      OKActions: [topic],
      AlarmDescription: Match.stringLikeRegexp(". [A-Z]"),
      TreatMissingData: "notBreaching",
    });
    template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  });

  it("shows no traffic of gifts on the dashboard, only errors and throttles without gaps that tell of it", () => {
    const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
    const parts = dashboard!.Properties.DashboardBody["Fn::Join"][1] as (string | { Ref: string })[];
    const body = parts.map((part) => (typeof part === "string" ? part : part.Ref)).join("");
    const { widgets } = JSON.parse(body) as {
      widgets: { properties: { metrics?: unknown[][] } }[];
    };
    const give = logicalId("AWS::Lambda::Function", { FunctionName: "wish-list-service-give" });
    const claims = logicalId("AWS::DynamoDB::Table", { TableName: "WishClaims" });
    const shown = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);
    const ofGifts = shown.filter((metric) => [give, claims].some((each) => JSON.stringify(metric).includes(each)));
    expect(new Set(ofGifts.map(([, name]) => name))).toEqual(
      new Set(["Errors", "Throttles", "ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"]),
    );
    // Each is a part of an expression, which is 0 where nobody gives, too.
    expect(ofGifts.map((metric) => metric.at(-1))).toEqual(
      ofGifts.map(() => expect.objectContaining({ visible: false })),
    );
    expect(body).toContain('"FILL(faults, 0)"');
  });

  it("warns in alarms that lead to the access log that it may spoil a surprise", () => {
    for (const AlarmName of ["wish-api-requests-throttled", "wish-api-Fault-Count-failing"]) {
      template.hasResourceProperties("AWS::CloudWatch::Alarm", {
        AlarmName,
        AlarmDescription: Match.stringLikeRegexp("may spoil a surprise"),
      });
    }
  });

  it("counts requests that are refused without telling which, so that no metric tells of gifts", () => {
    template.resourceCountIs("AWS::Logs::MetricFilter", 1);
    template.hasResourceProperties("AWS::Logs::MetricFilter", {
      MetricTransformations: [Match.objectLike({ MetricName: "TooManyRequests", Dimensions: Match.absent() })],
    });
  });

  it("lets alarms of this account publish to the topic, and nobody without TLS", () => {
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
          Match.objectLike({
            Effect: "Allow",
            Action: "sns:Publish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: Match.objectLike({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } }),
          }),
        ],
      },
    });
  });

  it("sends alarms by e-mail to whom it is told", () => {
    template.resourceCountIs("AWS::SNS::Subscription", 0);
    synthesizeTemplate({ alarmEmail: "ada@mail.test" }).hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "ada@mail.test",
    });
  });

  it("has a budget of the month, of which the same person is told when it is used up or will be", () => {
    template.resourceCountIs("AWS::Budgets::Budget", 0);
    synthesizeTemplate({ alarmEmail: "ada@mail.test", monthlyBudgetDollars: 12.5 }).hasResourceProperties(
      "AWS::Budgets::Budget",
      {
        Budget: {
          BudgetName: Match.absent(),
          BudgetType: "COST",
          TimeUnit: "MONTHLY",
          BudgetLimit: { Amount: 12.5, Unit: "USD" },
        },
        NotificationsWithSubscribers: [notification("ACTUAL"), notification("FORECASTED")],
      },
    );
  });

  it("cannot be destroyed by a mistake, unless it is to be thrown away", () => {
    expect([isProtected(false), isProtected(true)]).toEqual([true, false]);
  });

  it("puts out all that setting up the command line needs", () => {
    for (const output of ["ApiUrl", "Issuer", "ClientId", "Audience", "RequireScopes"]) template.hasOutput(output, {});
  });
});
