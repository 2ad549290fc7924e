import { describe, expect, it } from "vitest";

import { readAssembly } from "../../../../infra/local/template/assembly.ts";
import { readStackModel } from "../../../../infra/local/template/stack-model.ts";
import { echoResources, writeAssembly } from "./assembly-fixture.ts";

const deployment = { region: "us-east-1", accountId: "000000000000", apiUrl: "http://127.0.0.1:8787" };
const echoArn = "arn:aws:lambda:us-east-1:000000000000:function:echo";

type Resources = ReturnType<typeof echoResources>;

async function readEcho(change: (resources: Resources) => void, rest: object = {}) {
  const Resources = echoResources();
  change(Resources);
  return readStackModel(await readAssembly(await writeAssembly({ Resources, ...rest })), deployment);
}

const property = (logicalId: string, name: string, value: unknown) => (resources: Resources) => {
  resources[logicalId]!.Properties[name] = value;
};

function addOrders(resources: Resources): void {
  resources["Orders"] = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "Orders",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      TimeToLiveSpecification: { AttributeName: "until", Enabled: true },
    },
  };
  const weight = { IndexName: "ByWeight", KeySchema: [{ AttributeName: "weight", KeyType: "HASH" }] };
  const projection = { ProjectionType: "INCLUDE", NonKeyAttributes: ["colour"] };
  resources["Stock"] = {
    Type: "AWS::DynamoDB::GlobalTable",
    Properties: {
      KeySchema: [
        { AttributeName: "shelf", KeyType: "HASH" },
        { AttributeName: "place", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["shelf", "place", "weight"].map((name) => ({
        AttributeName: name,
        AttributeType: name === "shelf" ? "S" : "N",
      })),
      GlobalSecondaryIndexes: [{ ...weight, Projection: projection }],
    },
  };
  Object.assign(resources["Echo"]!.Properties, {
    Timeout: 7,
    MemorySize: 256,
    Environment: {
      Variables: {
        API: { "Fn::GetAtt": ["Api", "ApiEndpoint"] },
        ORDERS: { Ref: "Orders" },
        STOCK: { "Fn::GetAtt": ["Stock", "Arn"] },
      },
    },
  });
  resources["Authorizer"] = {
    Type: "AWS::ApiGatewayV2::Authorizer",
    Properties: {
      AuthorizerType: "JWT",
      Name: "login",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: "https://tenant.example/", Audience: ["a", "b"] },
    },
  };
  const { Properties } = resources["Route"]!;
  resources["Guarded"] = {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ...Properties,
      RouteKey: "ANY /orders",
      AuthorizationType: "JWT",
      AuthorizerId: { Ref: "Authorizer" },
      AuthorizationScopes: ["order"],
    },
  };
  property("Integration", "TimeoutInMillis", 9000)(resources);
}

it("reads tables, functions, routes, authorizer and outputs, and resolves what refers to them", async () => {
  const Url = { Value: { "Fn::Join": ["", [{ "Fn::GetAtt": ["Api", "ApiEndpoint"] }, "/orders"]] } };
  const model = await readEcho(addOrders, { Outputs: { Url } });

  expect(model.functions).toMatchObject([
    {
      name: "echo",
      arn: echoArn,
      handler: "index.handler",
      timeoutSeconds: 7,
      memoryMegabytes: 256,
      environment: {
        API: "http://127.0.0.1:8787",
        ORDERS: "Orders",
        STOCK: "arn:aws:dynamodb:us-east-1:000000000000:table/Echo-Stock",
      },
    },
  ]);
  expect(model.tables).toMatchObject([
    {
      name: "Orders",
      keySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      globalSecondaryIndexes: [],
      timeToLiveAttribute: "until",
    },
    {
      name: "Echo-Stock",
      keySchema: [
        { AttributeName: "shelf", KeyType: "HASH" },
        { AttributeName: "place", KeyType: "RANGE" },
      ],
      globalSecondaryIndexes: [
        { IndexName: "ByWeight", Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["colour"] } },
      ],
    },
  ]);
  const common = {
    functionArn: echoArn,
    integrationTimeoutMilliseconds: 9000,
    throttle: { ratePerSecond: 10_000, burst: 5000 },
  };
  expect(model.api.stage).toEqual({ name: "$default" });
  expect(model.api.routes).toEqual([
    { ...common, routeKey: "GET /echo", mayInvoke: true },
    {
      ...common,
      routeKey: "ANY /orders",
      mayInvoke: false,
      authorizer: {
        name: "login",
        identitySources: ["$request.header.Authorization"],
        issuer: "https://tenant.example/",
        audiences: ["a", "b"],
        scopes: ["order"],
      },
    },
  ]);
  expect(model.outputs).toEqual({ Url: "http://127.0.0.1:8787/orders" });
});

it("knows no time to live of a table where it is turned off", async () => {
  const { tables } = await readEcho((resources) => {
    addOrders(resources);
    property("Orders", "TimeToLiveSpecification", { AttributeName: "until", Enabled: false })(resources);
  });
  expect(tables.map(({ timeToLiveAttribute }) => timeToLiveAttribute)).toEqual([undefined, undefined]);
});

it("takes the defaults of CloudFormation for a function and an integration", async () => {
  const { functions, api } = await readEcho(() => {});
  expect(functions).toMatchObject([{ timeoutSeconds: 3, memoryMegabytes: 128 }]);
  expect(api.routes).toMatchObject([{ integrationTimeoutMilliseconds: 30_000 }]);
});

const both =
  (first: (resources: Resources) => void, second: (resources: Resources) => void) => (resources: Resources) => {
    first(resources);
    second(resources);
  };

describe("the permission to invoke", () => {
  const sourceArn = (end: string) =>
    property("Permission", "SourceArn", { "Fn::Sub": `arn:aws:execute-api:us-east-1:000000000000:${end}` });

  it.each([
    ["as CDK writes it", () => {}, true],
    ["stands for a $default route", property("Route", "RouteKey", "$default"), false],
    [
      "stands for a $default route with wildcards",
      both(property("Route", "RouteKey", "$default"), sourceArn("${Api}/*/*")),
      true,
    ],
    ["is missing", (resources: Resources) => void delete resources["Permission"], false],
    ["names this very route", sourceArn("${Api}/$default/GET/echo"), true],
    ["has no source", (resources: Resources) => void delete resources["Permission"]!.Properties["SourceArn"], true],
    ["is for another method", sourceArn("${Api}/*/POST/echo"), false],
    ["is for another path", sourceArn("${Api}/*/*/ech"), false],
    ["is for another stage", sourceArn("${Api}/prod/*/echo"), false],
    ["is for another API", sourceArn("other/*/*/echo"), false],
    ["is for another service", property("Permission", "Principal", "events.amazonaws.com"), false],
    ["is for another action", property("Permission", "Action", "lambda:GetFunction"), false],
    ["is for another account", property("Permission", "SourceAccount", "111111111111"), false],
    ["names the function by its name", property("Permission", "FunctionName", { Ref: "Echo" }), true],
    ["is for another function", property("Permission", "FunctionName", "other"), false],
  ])("%s", async (_, change, mayInvoke) => {
    const { api } = await readEcho(change);
    expect(api.routes).toMatchObject([{ functionArn: echoArn, mayInvoke }]);
  });
});

it("reads the limits of a route: its own before the stage's, each number for itself", async () => {
  const stage = {
    DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    RouteSettings: { "GET /echo": { ThrottlingRateLimit: 0.5 }, "GET /other": { ThrottlingBurstLimit: 1 } },
  };
  const { api } = await readEcho((resources) => {
    for (const [name, value] of Object.entries(stage)) property("Stage", name, value)(resources);
  });
  expect(api.routes).toMatchObject([{ routeKey: "GET /echo", throttle: { ratePerSecond: 0.5, burst: 400 } }]);
});

describe("a template that cannot be served", () => {
  it.each([
    [
      "no integration",
      (resources: Resources) => void delete resources["Integration"],
      "Route.Target[1] refers to Integration",
    ],
    [
      "a strange target",
      property("Route", "Target", "integrations/x"),
      "Route.Target (integrations/x) is not an integration",
    ],
    ["no authorizer", property("Route", "AuthorizationType", "JWT"), "Route.AuthorizerId is missing"],
    ["IAM authorization", property("Route", "AuthorizationType", "AWS_IAM"), "Route.AuthorizationType is AWS_IAM"],
    [
      "an HTTP proxy",
      property("Integration", "IntegrationType", "HTTP_PROXY"),
      "Integration.IntegrationType is HTTP_PROXY",
    ],
    ["payload 1.0", property("Integration", "PayloadFormatVersion", "1.0"), "Integration.PayloadFormatVersion is 1.0"],
    ["CORS", property("Api", "CorsConfiguration", { AllowOrigins: ["*"] }), "Api.CorsConfiguration is not supported"],
    ["Python", property("Echo", "Runtime", "python3.13"), "Echo.Runtime is python3.13"],
    ["inline code", property("Echo", "Code", { ZipFile: "x" }), "Echo.Code (inline) is not a folder"],
    ["an unknown asset", property("Echo", "Code", { S3Key: "y.zip" }), "Echo.Code (y.zip) is not a folder"],
    ["a bad timeout", property("Echo", "Timeout", "soon"), "Echo.Timeout must be a number"],
    [
      "an unknown variable",
      property("Echo", "Environment", { Variables: { X: { "Fn::ImportValue": "x" } } }),
      "Echo.Environment.Variables.X uses Fn::ImportValue",
    ],
    ["no API", (resources: Resources) => void delete resources["Api"], "AWS::ApiGatewayV2::Api must appear"],
    ["no stage", (resources: Resources) => void delete resources["Stage"], "AWS::ApiGatewayV2::Stage must appear"],
  ])("%s: names the resource and the property", async (_, change, problem) => {
    await expect(readEcho(change)).rejects.toMatchObject({
      code: "assembly_unusable",
      message: expect.stringMatching(/The local stack cannot serve .*Echo\.template\.json: .* Change the stack/u),
    });
    await expect(readEcho(change)).rejects.toThrow(problem);
  });

  it("leaves out what a condition does not create", async () => {
    const model = await readEcho(
      (resources) => {
        resources["Other"] = { ...resources["Echo"]!, Condition: "Never" } as Resources[string];
      },
      { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } },
    );
    expect(model.functions.map(({ logicalId }) => logicalId)).toEqual(["Echo"]);
  });
});
