/**
 * A request as the service sees it, whatever carried it.
 *
 * Plain values: the global `Request` and `Response` would load Node's fetch machinery at cold start.
 */
export interface ServiceRequest {
  requestId: string;
  /** `METHOD /path` of the route that was chosen. */
  routeKey: string;
  /** The values of the route's path parameters. */
  path: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  /** The `sub` of a verified token; absent on open routes. */
  subject?: string;
  /** What a verified token allows; absent on open routes. */
  scopes?: readonly string[];
}

export interface ServiceResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body compressed and in base64, where that was done before. */
  gzip?: string;
}

/** What an operation answers with besides its status. */
export type Content = Omit<ServiceResponse, "status">;

/** A value as JSON, with further headers. */
export function json(value: object, headers: Record<string, string> = {}): Content {
  return { headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** Tells caches that an answer also depends on this header of the request. */
export function varyingWith(headers: ServiceResponse["headers"], name: string): ServiceResponse["headers"] {
  const { vary = "" } = headers;
  if (vary.split(", ").includes(name)) return headers;
  return { ...headers, vary: vary === "" ? name : `${vary}, ${name}` };
}
