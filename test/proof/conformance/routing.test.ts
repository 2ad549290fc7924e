import { describe, expect } from "vitest";

import { route } from "../../infra/local/gateway/start-gateway.ts";
import { behaves, lacks, serve } from "./behaviour.ts";
import { documents } from "./sources.ts";

async function eventOf(routeKeys: string[], target: string, stage = "$default") {
  const gateway = await serve({ routes: routeKeys.map((routeKey) => route(routeKey)), stage });
  const answer = await gateway.send(target);
  return { ...answer, event: gateway.events[0] };
}

describe("the developer guide's example of five routes", () => {
  const routes = ["$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1"];
  for (const [target, routeKey, pathParameters] of [
    ["GET /pets/dog/1", "GET /pets/dog/1", undefined],
    ["GET /pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
    ["GET /pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
    ["POST /test/5", "ANY /{proxy+}", { proxy: "test/5" }],
    ["GET /", "$default", undefined],
  ] as const) {
    behaves(documents.routes, `sends ${target} to ${routeKey}`, async () => {
      for (const order of [routes, routes.toReversed()]) {
        const { event } = await eventOf(order, target);
        expect(event?.routeKey).toBe(routeKey);
        expect(event?.pathParameters).toEqual(pathParameters);
      }
    });
  }
});

describe("no route", () => {
  for (const [what, target] of [
    ["an unknown path", "GET /y"],
    ["a known path with another method, never 405", "PUT /x"],
    ["OPTIONS, as long as CORS is not configured", "OPTIONS /x"],
    ["HEAD, where there is a route for GET only", "HEAD /x"],
    ["the root, where no route is for it", "GET /"],
  ] as const) {
    behaves(documents.routes, `is 404: ${what}`, async () => {
      const answer = await eventOf(["GET /x"], target);
      // An answer to HEAD has no content, whatever it says.
      expect(answer).toMatchObject({ status: 404, body: target === "HEAD /x" ? "" : '{"message":"Not Found"}' });
    });
  }
});

describe("the root of the API", () => {
  behaves(documents.routes, "is a path like others, with a method of its own for HEAD", async () => {
    const routes = ["GET /", "HEAD /", "GET /{name}"];
    expect((await eventOf(routes, "GET /?list=a")).event).toMatchObject({ routeKey: "GET /", rawPath: "/" });
    expect((await eventOf(routes, "HEAD /")).event).toMatchObject({ routeKey: "HEAD /", rawPath: "/" });
  });
});

describe("a stage with a name", () => {
  behaves(documents.routes, "is the first part of the path, and none of the route", async () => {
    expect((await eventOf(["GET /x"], "GET /prod/x", "prod")).event?.routeKey).toBe("GET /x");
  });

  behaves(documents.routes, "is needed, also where there is a $default route", async () => {
    expect((await eventOf(["GET /x", "$default"], "GET /x", "prod")).status).toBe(404);
  });

  lacks(documents.routes, "may stand beside others", "a template with several stages is refused: the stack has one");
});

describe("CORS", () => {
  lacks(
    documents.cors,
    "once configured, preflight requests are answered by the gateway",
    "a template that configures it is refused: the only client is a command line",
  );

  lacks(
    documents.cors,
    "once configured, the function's own CORS headers are ignored",
    "a template that configures it is refused: the only client is a command line",
  );
});
