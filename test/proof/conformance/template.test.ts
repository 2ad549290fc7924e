import { App, Stack } from "aws-cdk-lib";
import { Template as Synthesized } from "aws-cdk-lib/assertions";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, Table, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { describe, expect } from "vitest";

import type { Template } from "../../../infra/local/template/assembly.ts";
import { readHttpApi } from "../../../infra/local/template/http-api.ts";
import { createResolver } from "../../../infra/local/template/intrinsics.ts";
import { createFinder } from "../../../infra/local/template/resources.ts";
import { readTables } from "../../../infra/local/template/tables.ts";
import { behaves } from "./behaviour.ts";
import { cdk, documents } from "./sources.ts";

const place = { region: "us-east-1", accountId: "000000000000", stackName: "Shop", apiUrl: "http://127.0.0.1:8787" };
const issuer = "https://tenant.eu.auth0.com/";

/** Synthesizes a stack with these constructs in it. */
function synthesize(build: (stack: Stack) => void): Synthesized {
  const stack = new Stack(new App({ analyticsReporting: false }), "Shop");
  build(stack);
  return Synthesized.fromStack(stack);
}

const finder = (template: Template) => createFinder(template, createResolver(template, place));
const readApi = (template: Template) => readHttpApi(finder(template), place);

describe("a table is read", () => {
  for (const [what, Construct, type] of [
    ["that Table wrote", Table, "AWS::DynamoDB::Table"],
    ["that TableV2 wrote, as a global table", TableV2, "AWS::DynamoDB::GlobalTable"],
  ] as const) {
    behaves(cdk, what, () => {
      const synthesized = synthesize((stack) => {
        const partitionKey = { name: "id", type: AttributeType.STRING };
        void new Construct(stack, "Orders", { tableName: "Orders", partitionKey });
      });
      synthesized.resourceCountIs(type, 1);
      expect(readTables(finder(synthesized.toJSON() as Template))).toMatchObject([
        { name: "Orders", keySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
      ]);
    });
  }
});

describe("an API is read", () => {
  const shop = synthesize((stack) => {
    const code = Code.fromInline("exports.handler = () => {};");
    const handler = new LambdaFunction(stack, "Orders", {
      runtime: Runtime.NODEJS_24_X,
      handler: "index.handler",
      code,
    });
    const api = new HttpApi(stack, "Api");
    const integration = new HttpLambdaIntegration("Integration", handler);
    const authorizer = new HttpJwtAuthorizer("auth0", issuer, { jwtAudience: ["https://api"] });
    api.addRoutes({ path: "/orders", methods: [HttpMethod.GET], integration });
    const scopes = { authorizationScopes: ["order"] };
    api.addRoutes({ path: "/orders", methods: [HttpMethod.POST], integration, authorizer, ...scopes });
  });
  const template = shop.toJSON() as Template;

  behaves(cdk, "whose routes share one integration, named by Fn::Join", () => {
    shop.resourceCountIs("AWS::ApiGatewayV2::Integration", 1);
    const arns = readApi(template).routes.map(({ functionArn }) => functionArn);
    expect(arns).toEqual([expect.stringMatching(/^arn:aws:lambda:/u), arns[0]]);
  });

  behaves(cdk, "with AuthorizationType NONE and JWT, and the scopes of the latter", () => {
    const scopes = readApi(template).routes.map(({ routeKey, authorizer }) => [routeKey, authorizer?.scopes]);
    expect(scopes).toEqual([
      ["GET /orders", undefined],
      ["POST /orders", ["order"]],
    ]);
  });

  behaves(cdk, "with the issuer to the letter, its slash included", () => {
    expect(readApi(template).routes[1]?.authorizer?.issuer).toBe(issuer);
  });

  behaves(cdk, "with the stage $default", () => {
    expect(readApi(template).stage).toEqual({ name: "$default" });
  });

  behaves(cdk, "with the permission to invoke, whose source ARN has wildcards for stage and method", () => {
    const permissions = Object.values(shop.findResources("AWS::Lambda::Permission"));
    expect(JSON.stringify(permissions)).toContain("/*/*/orders");
    expect(readApi(template).routes.map(({ mayInvoke }) => mayInvoke)).toEqual([true, true]);
    const others = Object.entries(template.Resources).filter(([, { Type }]) => Type !== "AWS::Lambda::Permission");
    const without = { ...template, Resources: Object.fromEntries(others) };
    expect(readApi(without).routes.map(({ mayInvoke }) => mayInvoke)).toEqual([false, false]);
  });
});

const many = (count: number, what: string) => Array.from({ length: count }, (_, n) => `${what}-${n}`);

/** An API with so many authorizers, each with so many audiences, and a route with so many scopes. */
function synthesizeApi({ authorizers = 1, audiences = 1, scopes = 1 }): Template {
  return synthesize((stack) => {
    const code = Code.fromInline("exports.handler = () => {};");
    const handler = new LambdaFunction(stack, "F", { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code });
    const api = new HttpApi(stack, "Api");
    const integration = new HttpLambdaIntegration("I", handler);
    for (const name of many(authorizers, "authorizer")) {
      const authorizer = new HttpJwtAuthorizer(name, issuer, { jwtAudience: many(audiences, "audience") });
      const path = `/${name}`;
      api.addRoutes({ path, integration, authorizer, authorizationScopes: many(scopes, "scope") });
    }
  }).toJSON() as Template;
}

describe("a quota is kept as CloudFormation keeps it", () => {
  for (const [what, most] of [
    ["authorizers", 10],
    ["audiences", 50],
    ["scopes", 10],
  ] as const) {
    behaves(documents.quotas, `${most} ${what}, and not one more`, () => {
      expect(readApi(synthesizeApi({ [what]: most })).routes).not.toEqual([]);
      const tooMany = synthesizeApi({ [what]: most + 1 });
      expect(() => readApi(tooMany)).toThrow(`has ${most + 1} ${what}; API Gateway allows ${most}.`);
    });
  }
});
