import { webAddress } from "../../service/wish.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { showRequests } from "../http/debug.ts";
import { networkFailure } from "../http/failures.ts";
import { type OpenResponse, transportError } from "../http/message.ts";
import { findProxy } from "../http/proxy.ts";
import { createTransports } from "../http/send.ts";
import type { Patience } from "../http/time-limit.ts";
import type { Output } from "../output/output.ts";
import type { RunSettings } from "../settings.ts";
import { readText } from "./page-text.ts";
import { findHost, type Zone } from "./zone.ts";

/** What a page may cost; one that needs more is read up to there. */
export interface PageLimits {
  milliseconds: number;
  bytes: number;
  redirects: number;
}

export const pageLimits: PageLimits = { milliseconds: 5000, bytes: 1_500_000, redirects: 5 };

/** A web page that is being read. */
export interface Page {
  /** Where it was found in the end. */
  url: URL;
  /** Ends early, without an error, where a limit is reached or the connection is cut. */
  text: AsyncIterable<string>;
}

export interface PageSource {
  address: string;
  /** Where the address came from; `undefined` where the person has typed it. */
  from: Zone | undefined;
  patience: Patience;
}

export interface FetchContext {
  environment: Pick<Environment, "variables" | "nodeVersion" | "version" | "now">;
  settings: Pick<RunSettings, "debug">;
  output: Output;
}

export type FetchPage = <T>(source: PageSource, use: (page: Page) => Promise<T>) => Promise<T>;

interface Hop {
  url: string;
  method: "GET";
  from: Zone | undefined;
  signal: AbortSignal;
}

/**
 * Makes what fetches the pages of shops: http and https, through the proxy where there is one, and after a few redirects.
 *
 * It sends no cookie and no token, and throws a failure `page_gone` or `page_unreadable` for what is wrong with a page.
 */
export function createFetchPage({ environment, settings, output }: FetchContext, limits = pageLimits): FetchPage {
  const { variables, nodeVersion, version } = environment;
  const transportThrough = createTransports();
  const headers = {
    "user-agent": `wish/${version}`,
    accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "accept-encoding": "gzip",
  };

  async function send({ url: address, method, from, signal }: Hop): Promise<OpenResponse & { zone: Zone }> {
    const url = new URL(address);
    const proxy = findProxy(url, variables);
    try {
      const host = await findHost(url, from).catch((error: unknown) => {
        // Only the proxy may know the name.
        if (proxy) return { zone: "public", addresses: [] } as const;
        throw error;
      });
      if (!host) throw unreadable(url, "is on this machine or its network, and the link to it came from outside");
      const [first] = host.addresses;
      const transport = await transportThrough(proxy);
      const response = await transport(url, {
        method,
        headers,
        signal,
        // The addresses that were looked at, so that a name cannot mean another one now.
        lookup: (_name, { all }, found) =>
          all ? found(null, [...host.addresses]) : found(null, first?.address ?? "", first?.family),
      });
      return { ...response, zone: host.zone };
    } catch (error) {
      if (error instanceof Failure) throw error;
      const known = networkFailure({ url, error, timeoutMilliseconds: undefined, proxy, nodeVersion });
      throw new Failure("page_unreadable", known.message, { hints: known.hints, cause: error });
    }
  }
  const sendShown = settings.debug ? showRequests(send, output, environment) : send;

  async function follow({ address, ...source }: PageSource, signal: AbortSignal) {
    let url = withoutPassword(new URL(address));
    let { from } = source;
    for (let redirects = 0; redirects <= limits.redirects; redirects += 1) {
      const response = await settle(sendShown({ url: url.href, method: "GET", from, signal }), signal);
      const location = isRedirect(response.status) ? response.headers["location"] : undefined;
      if (location === undefined) return { response, url };
      const next = resolve(location, url);
      if (!next || !webAddress(next.href)) {
        throw unreadable(url, `leads to ${next?.protocol ?? "an address"} and not to a web page`);
      }
      url = withoutPassword(next);
      from = response.zone;
    }
    throw unreadable(url, `redirects more than ${limits.redirects} times`);
  }

  return async (source, use) => {
    const { host } = new URL(source.address);
    const milliseconds = Math.min(limits.milliseconds, source.patience.left());
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(transportError("ETIMEDOUT")), milliseconds);
    try {
      return await source.patience.spend(host, async () => {
        const { response, url } = await follow(source, stop.signal);
        requirePage(url, response);
        return use({ url, text: readText(response, limits.bytes) });
      });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw new Failure("page_unreadable", `${host} did not answer within ${milliseconds / 1000} seconds.`);
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  };
}

/** Waits for an answer no longer than until the signal: looking a name up cannot be ended. */
function settle<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
  ]);
}

function resolve(location: string, base: URL): URL | undefined {
  try {
    return new URL(location, base);
  } catch {
    return undefined;
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** @throws Failure where the answer says that it is not the page that was asked for */
function requirePage(url: URL, { status, headers }: OpenResponse): void {
  if (status === 404 || status === 410) {
    throw new Failure("page_gone", `${url.host} has no such page (${status}).`);
  }
  if (status >= 400) throw unreadable(url, `does not show the page to programs, or is in trouble (${status})`);
  const type = headers["content-type"]?.split(";")[0]!.trim();
  if (!type || /^(?:text\/html|application\/xhtml\+xml)$/iu.test(type)) return;
  throw unreadable(url, `has no web page there, but ${type}`);
}

/** A user name in an address would be sent to the shop, and one in a redirect is no affair of ours. */
function withoutPassword(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

/** @param what the rest of a sentence about the host */
export function unreadable({ host }: URL, what: string): Failure {
  return new Failure("page_unreadable", `${host} ${what}.`);
}
