import { type ServiceResponse, varyingWith } from "./http.ts";

/** Smaller bodies fit into one packet as they are. */
const minBytes = 1024;

/** A body as it is sent: as text, or compressed and then in base64. */
export type EncodedBody = Pick<ServiceResponse, "headers" | "body"> & { isBase64Encoded?: true };

/**
 * Compresses the body of a response where the client takes gzip (RFC 9110 §12.5.3), unless it is small.
 *
 * HTTP APIs do not compress by themselves (API Gateway developer guide, "Choose between REST APIs and HTTP APIs").
 */
export async function compress(
  { headers, body, gzip: compressed }: ServiceResponse,
  acceptEncoding: string | undefined,
): Promise<EncodedBody> {
  if (Buffer.byteLength(body) < minBytes) return { headers, body };
  const varied = varyingWith(headers, "accept-encoding");
  if (!takesGzip(acceptEncoding)) return { headers: varied, body };
  return {
    headers: { ...varied, "content-encoding": "gzip" },
    body: compressed ?? (await gzip(body)),
    isBase64Encoded: true,
  };
}

/** Compresses a text and gives it in base64. */
export async function gzip(text: string): Promise<string> {
  // Most functions start without ever needing it.
  const { gzipSync } = await import("node:zlib");
  return gzipSync(text).toString("base64");
}

/** Whether gzip is named, and not with a weight of 0. */
function takesGzip(acceptEncoding = ""): boolean {
  const codings = acceptEncoding.split(",").map((each) => each.toLowerCase().replace(/\s/gu, "").split(";q="));
  return codings.some(([name, weight = "1"]) => name === "gzip" && Number(weight) > 0);
}
