import { Failure } from "./failure.ts";

const untrusted = "If your network brings its own certificate authority, set NODE_EXTRA_CA_CERTS to its PEM file.";

/** What to look at for the causes that people meet, by the code of Node, OpenSSL or undici. */
const hintByCause: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing answers at that address: check the port, and that the service is running.",
  ENOTFOUND: "There is no such host: check the spelling and your network.",
  EAI_AGAIN: "The name cannot be looked up just now: check your network.",
  EHOSTUNREACH: "Check your network.",
  ENETUNREACH: "Check your network.",
  ECONNRESET: "The connection was cut. Try again.",
  UND_ERR_SOCKET: "The connection was cut. Try again.",
  UND_ERR_CONNECT_TIMEOUT: "Check the address and your network.",
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
};

/**
 * Says in plain words why a request got no answer.
 *
 * @param timeoutMilliseconds the limit that has passed, where that is the reason
 */
export function networkFailure(url: URL, error: unknown, timeoutMilliseconds: number | undefined): Failure {
  if (timeoutMilliseconds !== undefined) {
    return new Failure("timed_out", `${url.host} did not answer within ${timeoutMilliseconds / 1000} seconds.`, {
      hints: ["Try again, or wait longer with --timeout <seconds>."],
      cause: error,
    });
  }
  const cause = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const hint = hintByCause[cause];
  return new Failure("unreachable", `Could not reach ${url.host} (${cause}).`, {
    hints: hint === undefined ? [] : [hint],
    cause: error,
  });
}
