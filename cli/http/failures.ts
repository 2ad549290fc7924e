import { isLoopback } from "../api-url.ts";
import { Failure } from "../failure.ts";
import { describeProxy, type Proxy } from "./proxy.ts";

/** What is known of a request that got no answer. */
export interface NoAnswer {
  url: URL;
  error: unknown;
  /** The time limit of the command, where it has passed. */
  timeoutMilliseconds: number | undefined;
  proxy: Proxy | undefined;
  /** `process.versions.node`: what can be set depends on it. */
  nodeVersion: string;
}

type Cause = "refused" | "unknown_host" | "network" | "cut" | "untrusted" | "certificate" | "not_tls" | "proxy_refused";

/** The causes that people meet, by the code of Node, OpenSSL or undici. */
const causes: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknown_host",
  EAI_AGAIN: "network",
  EHOSTUNREACH: "network",
  ENETUNREACH: "network",
  ETIMEDOUT: "network",
  UND_ERR_CONNECT_TIMEOUT: "network",
  ECONNRESET: "cut",
  EPIPE: "cut",
  UND_ERR_SOCKET: "cut",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  CERT_HAS_EXPIRED: "certificate",
  CERT_NOT_YET_VALID: "certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate",
  EPROTO: "not_tls",
  ERR_SSL_WRONG_VERSION_NUMBER: "not_tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not_tls",
  UND_ERR_ABORTED: "proxy_refused",
};

const hintsByCause: Readonly<Record<Cause, string>> = {
  refused: "Nothing answers at that address: check the port, and that the service is running.",
  unknown_host: "There is no such host: check the spelling and your network.",
  network: "Check the address and your network.",
  cut: "The connection was cut. Try again.",
  untrusted: "If your network brings its own certificate authority, set NODE_EXTRA_CA_CERTS to its PEM file.",
  certificate: "Check the address and the clock of this machine.",
  not_tls: "That port does not speak https: check the address.",
  proxy_refused: "The proxy did not let it through: check its address, and the user name and password in it.",
};

/** Says in plain words why a request got no answer. */
export function networkFailure({ url, error, timeoutMilliseconds, proxy, nodeVersion }: NoAnswer): Failure {
  const aboutProxy = proxy ? [`${describeProxy(proxy)}.`] : [];
  if (timeoutMilliseconds !== undefined) {
    return new Failure(
      "timed_out",
      `${url.host} did not answer within the time limit of ${timeoutMilliseconds / 1000} seconds.`,
      {
        hints: ["Try again, or wait longer with --timeout <seconds>.", ...aboutProxy],
        cause: error,
      },
    );
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const cause = causes[code];
  return new Failure("unreachable", `Could not reach ${url.host} (${code}).`, {
    hints: [
      // What cannot be reached may be the proxy itself.
      ...aboutProxy,
      ...(cause ? [hintsByCause[cause]] : []),
      ...(cause === "untrusted" && takesSystemAuthorities(nodeVersion)
        ? ["If it is installed in the operating system, NODE_USE_SYSTEM_CA=1 is enough."]
        : []),
      ...(!proxy && !isLoopback(url) && (cause === "unknown_host" || cause === "network")
        ? ["If your network has a proxy, set HTTPS_PROXY to its address."]
        : []),
    ],
    cause: error,
  });
}

/** Whether Node knows NODE_USE_SYSTEM_CA: from 22.19 and 24.6 on (its documentation, "Command-line API"). */
function takesSystemAuthorities(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 19);
}
