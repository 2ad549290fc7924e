/**
 * A request as the service sees it, whatever carried it.
 *
 * Plain values: the global `Request` and `Response` would load Node's fetch machinery at cold start.
 */
export interface ServiceRequest {
  requestId: string;
  /** `METHOD /path` of the route that was chosen. */
  routeKey: string;
  query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  /** The `sub` of a verified token; absent on open routes. */
  subject?: string;
}

export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
