import type { HttpApiModel, RouteModel } from "../template/model.ts";

export interface RouteMatch {
  route: RouteModel;
  /** Percent-decoded, by name; empty when the route has none. */
  pathParameters: Record<string, string>;
}

type Segment =
  | { kind: "literal"; text: string }
  | { kind: "parameter"; name: string }
  | { kind: "greedy"; name: string };

interface CompiledRoute {
  route: RouteModel;
  method: string;
  segments: Segment[];
}

/** Finds the route of a request. `undefined` means 404, also when the path has a route for another method. */
export type SelectRoute = (method: string, pathSegments: string[]) => RouteMatch | undefined;

/**
 * Prepares the choice of a route. The path must begin with the stage. A full match goes before a greedy one, which goes
 * before `$default`; a literal segment goes before a parameter, and an exact method before ANY.
 *
 * Not captured: a trailing slash, on which reports contradict each other (github.com/storacha/w3infra#166 and
 * github.com/aws-powertools/powertools-lambda-python#1552). Here `/x/` is not `/x`, and a path variable never matches an
 * empty segment.
 *
 * Source: "Create routes for HTTP APIs", API Gateway developer guide (http-api-develop-routes).
 */
export function compileRoutes(api: HttpApiModel): SelectRoute {
  const fallback = api.routes.find(({ routeKey }) => routeKey === "$default");
  const routes = api.routes
    .filter((route) => route !== fallback)
    .map(compileRoute)
    .toSorted((a, b) => (specificity(a) < specificity(b) ? -1 : 1));

  return (method, pathSegments) => {
    const segments = withoutStage(api.stage.name, pathSegments);
    if (segments === undefined) return undefined;
    for (const candidate of routes) {
      if (candidate.method !== method && candidate.method !== "ANY") continue;
      const pathParameters = matchSegments(candidate.segments, segments);
      if (pathParameters) return { route: candidate.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function compileRoute(route: RouteModel): CompiledRoute {
  const [method = "", path = ""] = route.routeKey.split(" ");
  return { route, method, segments: path.slice(1).split("/").map(compileSegment) };
}

function compileSegment(text: string): Segment {
  const name = /^\{(.+)\}$/u.exec(text)?.[1];
  if (name === undefined) return { kind: "literal", text };
  return name.endsWith("+") ? { kind: "greedy", name: name.slice(0, -1) } : { kind: "parameter", name };
}

/** A sort key: of two routes that match the same request, the more specific one comes first. */
function specificity({ method, segments }: CompiledRoute): string {
  const rank = { literal: "0", parameter: "1", greedy: "2" };
  const greedy = segments.at(-1)?.kind === "greedy" ? "1" : "0";
  return [greedy, ...segments.map(({ kind }) => rank[kind]), method === "ANY" ? "1" : "0"].join("");
}

function withoutStage(stage: string, segments: string[]): string[] | undefined {
  if (stage === "$default") return segments;
  if (segments[0] !== stage) return undefined;
  return segments.length === 1 ? [""] : segments.slice(1);
}

function matchSegments(pattern: Segment[], segments: string[]): Record<string, string> | undefined {
  const greedy = pattern.at(-1)?.kind === "greedy";
  if (greedy ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;

  const parameters: [name: string, value: string][] = [];
  for (const [index, part] of pattern.entries()) {
    if (part.kind === "literal") {
      if (segments[index] !== part.text) return undefined;
      continue;
    }
    const value = part.kind === "greedy" ? segments.slice(index).join("/") : segments[index];
    if (!value) return undefined;
    parameters.push([part.name, value]);
  }
  return Object.fromEntries(parameters);
}
