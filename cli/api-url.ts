import { type Operation, operations, wishesPath } from "../service/contract.ts";
import { defaultList, type Wish, webAddress } from "../service/wish.ts";
import { Failure } from "./failure.ts";

/**
 * Reads the address of an API as a person types it.
 *
 * Takes the host alone or the whole path, with or without a stage in front of it, and gives the address of the wishes,
 * for example `https://host/stage/wish-list-service`.
 *
 * @throws Failure `wrong_usage` when it is not such an address, or is plain http to another machine
 */
export function parseApiUrl(text: string): string {
  const url = webAddress(text);
  if (!url) {
    throw new Failure("wrong_usage", `"${text}" is not the address of an API.`, {
      hints: ["Give it in full, for example https://abc123.execute-api.eu-central-1.amazonaws.com"],
    });
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Failure("wrong_usage", "The address of an API cannot contain a user name, a query or a fragment.");
  }
  requireSafeTransport(url);
  const path = url.pathname.replace(/\/+$/u, "");
  return `${url.origin}${path.endsWith(wishesPath) ? path : path + wishesPath}`;
}

/**
 * The address of an operation: below the same stage as the wishes, the metadata included, which RFC 9728 §3.1 would put
 * in front of it.
 *
 * @param parameters for what stands in braces in the path
 */
export function operationUrl(
  apiUrl: string,
  { path }: Pick<Operation, "path">,
  parameters: Readonly<Record<string, string>> = {},
): URL {
  const filled = path.replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));
  return new URL(apiUrl.slice(0, -wishesPath.length) + filled);
}

/** The address of the page on which anybody can read a list. */
export function pageUrl(apiUrl: string, list = defaultList): URL {
  const url = operationUrl(apiUrl, operations.page);
  if (list !== defaultList) url.searchParams.set("list", list);
  return url;
}

/** The address of a wish on the page, where what was given already stands apart. */
export function wishUrl(apiUrl: string, { id, status = "wanted", list }: Pick<Wish, "id"> & Partial<Wish>): URL {
  const url = pageUrl(apiUrl, list);
  if (status !== "wanted") url.searchParams.set("status", status);
  url.hash = encodeURIComponent(id);
  return url;
}

/** Whether a host is this machine, so that nothing travels over a network. */
export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d+){3}$/u.test(url.hostname);
}

/**
 * Refuses plain http to another machine, where anybody on the way could read or change what is sent.
 *
 * @throws Failure `wrong_usage`
 */
export function requireSafeTransport(url: URL): void {
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))) return;
  throw new Failure("wrong_usage", `${url.origin} is not https.`, {
    hints: ["Plain http is only for this machine (127.0.0.1, localhost)."],
  });
}
