import { webAddress } from "../../service/wish.ts";
import { isLoopback } from "../api-url.ts";
import { Failure } from "../failure.ts";

/** The proxy between this machine and the network, as the environment names it. */
export interface Proxy {
  variable: string;
  address: URL;
  /** What NO_PROXY says, as it stands there. */
  exceptions: string;
}

/**
 * Finds the proxy for an address: HTTPS_PROXY or HTTP_PROXY by its scheme, where the lower-case name goes first.
 *
 * This machine is reached directly, unless the proxy is on it too: a proxy elsewhere would carry plain http over the
 * network, and could not find the way back.
 *
 * @throws Failure `bad_settings` for a variable that does not hold such an address
 */
export function findProxy(url: URL, variables: Readonly<Record<string, string | undefined>>): Proxy | undefined {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const variable = [name, name.toUpperCase()].find((each) => variables[each]);
  if (variable === undefined) return undefined;
  const address = readAddress(variable, variables[variable]!);
  if (isLoopback(url) && !isLoopback(address)) return undefined;
  return { variable, address, exceptions: variables["no_proxy"] || variables["NO_PROXY"] || "" };
}

/** A proxy for a message; its password is nobody's business. */
export function describeProxy({ variable, address, exceptions }: Proxy): string {
  return `${variable} is ${address.origin}${exceptions && `, except for NO_PROXY ${exceptions}`}`;
}

function readAddress(variable: string, text: string): URL {
  // As in curl, what has no scheme is an http proxy.
  const full = text.includes("://") ? text : `http://${text}`;
  const address = webAddress(full);
  if (address) return address;
  throw new Failure("bad_settings", `${variable} does not hold the address of an http or https proxy.`, {
    hints: [`Set it to an address such as http://proxy.example.com:8080, or unset it.`],
  });
}
