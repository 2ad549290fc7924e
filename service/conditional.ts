import { hash } from "node:crypto";

import { type ServiceRequest, type ServiceResponse, varyingWith } from "./http.ts";

/** Names a body by its hash: a weak entity tag, since a body that is compressed is the same (RFC 9110 §8.8.1). */
export function entityTagOf(body: string): string {
  return `W/"${hash("sha256", body, "base64url").slice(0, 22)}"`;
}

/**
 * Makes the answer of a GET or HEAD one that can be asked about again, and answers 304 to who has it already (RFC 9110
 * §13.1.2, §15.4.5). It may be kept, and has to be asked about each time, unless it says otherwise; pages of any origin
 * may read it.
 */
export function revalidated({ headers: asked }: ServiceRequest, response: ServiceResponse): ServiceResponse {
  const { etag = entityTagOf(response.body) } = response.headers;
  const headers = {
    "access-control-allow-origin": "*",
    "cache-control": "no-cache",
    ...varyingWith(response.headers, "accept-encoding"),
    etag,
  };
  // Its content type stays, although it has no content: the gateway would say text/plain, and a cache might believe it.
  return isKnown(asked["if-none-match"], etag) ? { status: 304, headers, body: "" } : { ...response, headers };
}

function isKnown(known: string | undefined, etag: string): boolean {
  return known !== undefined && (known.trim() === "*" || known.split(",").map(opaqueOf).includes(opaqueOf(etag)));
}

function opaqueOf(tag: string): string {
  return tag.trim().replace(/^W\//u, "");
}
