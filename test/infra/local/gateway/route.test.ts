import { describe, expect, it } from "vitest";

import { compileRoutes } from "../../../../infra/local/gateway/route.ts";
import { route } from "./start-gateway.ts";

function select(routeKeys: string[], request: string, stage = "$default") {
  const routes = routeKeys.map((routeKey) => route(routeKey));
  const [method = "", path = ""] = request.split(" ");
  const match = compileRoutes({ id: "api", stage: { name: stage }, routes })(method, path.split("/").slice(1));
  return match && { routeKey: match.route.routeKey, pathParameters: match.pathParameters };
}

describe("choosing a route", () => {
  it.each([
    ["an exact method before ANY", ["ANY /x", "GET /x"], "GET /x", "GET /x"],
    ["ANY for every other method", ["ANY /x", "GET /x"], "DELETE /x", "ANY /x"],
    ["a literal before a parameter", ["GET /{a}/y", "GET /x/{b}"], "GET /x/y", "GET /x/{b}"],
    [
      "a full match before a longer literal prefix that is greedy",
      ["GET /a/{p+}", "GET /{x}/b"],
      "GET /a/b",
      "GET /{x}/b",
    ],
    ["the longer prefix of two greedy ones", ["GET /{p+}", "GET /a/{p+}"], "GET /a/b", "GET /a/{p+}"],
    ["a greedy route when the full match has another method", ["POST /x", "ANY /{p+}"], "GET /x", "ANY /{p+}"],
  ])("takes %s", (_, routes, request, routeKey) => {
    for (const order of [routes, routes.toReversed()]) expect(select(order, request)?.routeKey).toBe(routeKey);
  });

  it.each([
    ["a wrong method on a known path", ["GET /x"], "PUT /x"],
    ["HEAD where there is only GET", ["GET /x"], "HEAD /x"],
    ["an unknown path", ["GET /x"], "GET /y"],
    ["a path below a known one", ["GET /x"], "GET /x/y"],
    ["a trailing slash", ["GET /x"], "GET /x/"],
    ["another case", ["GET /x"], "GET /X"],
    ["an empty parameter", ["GET /x/{id}"], "GET /x/"],
    ["an empty greedy parameter", ["GET /x/{p+}"], "GET /x/"],
  ])("finds nothing for %s", (_, routes, request) => {
    expect(select(routes, request)).toBeUndefined();
  });

  it("takes the stage off first, and knows no path outside it", () => {
    expect(select(["GET /x"], "GET /prod/x", "prod")?.routeKey).toBe("GET /x");
    expect(select(["GET /"], "GET /prod", "prod")?.routeKey).toBe("GET /");
    expect(select(["GET /x", "$default"], "GET /x", "prod")).toBeUndefined();
  });
});
