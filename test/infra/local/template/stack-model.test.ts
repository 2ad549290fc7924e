import { App, CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, ProjectionType, Table, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";

import { readAssembly } from "../../../../infra/local/template/assembly.ts";
import { readStackModel } from "../../../../infra/local/template/stack-model.ts";
import { echoResources, temporaryFolder, writeAssembly, writeHandler } from "./assembly-fixture.ts";

const place = { region: "us-east-1", accountId: "000000000000", apiUrl: "http://127.0.0.1:8787" };
const echoArn = "arn:aws:lambda:us-east-1:000000000000:function:echo";

type Resources = ReturnType<typeof echoResources>;

async function readEcho(change: (resources: Resources) => void, rest: object = {}) {
  const Resources = echoResources();
  change(Resources);
  return readStackModel(await readAssembly(await writeAssembly({ Resources, ...rest })), place);
}

const property = (logicalId: string, name: string, value: unknown) => (resources: Resources) => {
  resources[logicalId]!.Properties[name] = value;
};

describe("reading what CDK synthesizes", () => {
  it("reads tables, functions, routes, authorizer and outputs", async () => {
    const stack = new Stack(new App({ analyticsReporting: false, outdir: await temporaryFolder() }), "Shop");
    const code = Code.fromAsset(await writeHandler("export const handler = () => {};"));
    const orders = new Table(stack, "Orders", {
      tableName: "Orders",
      partitionKey: { name: "id", type: AttributeType.STRING },
    });
    const stock = new TableV2(stack, "Stock", {
      partitionKey: { name: "shelf", type: AttributeType.STRING },
      sortKey: { name: "place", type: AttributeType.NUMBER },
      globalSecondaryIndexes: [
        {
          indexName: "ByWeight",
          partitionKey: { name: "weight", type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ["colour"],
        },
      ],
    });
    const common = { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code };
    const reader = new LambdaFunction(stack, "Reader", {
      ...common,
      functionName: "reader",
      environment: { ORDERS: orders.tableName, STOCK: stock.tableArn },
    });
    const writer = new LambdaFunction(stack, "Writer", { ...common, memorySize: 256, timeout: Duration.seconds(7) });
    const api = new HttpApi(stack, "Api");
    reader.addEnvironment("API", api.apiEndpoint);
    const authorizer = new HttpJwtAuthorizer("login", "https://tenant.example/", { jwtAudience: ["a", "b"] });
    api.addRoutes({
      path: "/orders/{id}",
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration("R", reader),
    });
    api.addRoutes({
      path: "/orders",
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration("W", writer, { timeout: Duration.seconds(9) }),
      authorizer,
      authorizationScopes: ["order"],
    });
    // oxlint-disable-next-line no-new -- constructs add themselves to their parent
    new CfnOutput(stack, "Url", { value: `${api.apiEndpoint}/orders` });

    const assembly = await readAssembly((stack.node.root as App).synth().directory);
    const model = readStackModel(assembly, place);

    const [readerModel, writerModel] = model.functions;
    expect(readerModel).toMatchObject({
      name: "reader",
      handler: "index.handler",
      timeoutSeconds: 3,
      memoryMegabytes: 128,
    });
    expect(readerModel?.environment).toEqual({
      API: "http://127.0.0.1:8787",
      ORDERS: "Orders",
      STOCK: `arn:aws:dynamodb:us-east-1:000000000000:table/${model.tables[1]?.name}`,
    });
    expect(writerModel).toMatchObject({ timeoutSeconds: 7, memoryMegabytes: 256 });
    expect(model.tables[0]).toMatchObject({ name: "Orders", keySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
    expect(model.tables[1]).toMatchObject({
      keySchema: [
        { AttributeName: "shelf", KeyType: "HASH" },
        { AttributeName: "place", KeyType: "RANGE" },
      ],
      globalSecondaryIndexes: [
        { IndexName: "ByWeight", Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["colour"] } },
      ],
    });
    expect(model.api.stage).toEqual({ name: "$default" });
    expect(model.api.routes).toEqual([
      {
        routeKey: "GET /orders/{id}",
        functionArn: readerModel?.arn,
        integrationTimeoutMilliseconds: 30_000,
        mayInvoke: true,
        throttle: { ratePerSecond: 10_000, burst: 5000 },
      },
      {
        routeKey: "ANY /orders",
        functionArn: writerModel?.arn,
        integrationTimeoutMilliseconds: 9000,
        mayInvoke: true,
        throttle: { ratePerSecond: 10_000, burst: 5000 },
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
