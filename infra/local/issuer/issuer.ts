import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { IssuerFailure } from "./failure.ts";
import { createProvider } from "./provider.ts";
import { openRecordStore } from "./record-store.ts";
import { loadSigningKeys } from "./signing-keys.ts";

export interface IssuerOptions {
  /** 0 takes a free one. */
  port: number;
  /** Keys, grants and refresh tokens are kept in its folder `issuer`; `undefined` keeps them in memory. */
  dataFolder: string | undefined;
  clientId: string;
  audience: string;
  /** The API's scopes, for example `create:wishes`; may be empty. */
  scopes: string[];
  /** Life of an access token. Default 86,400 (24 hours), as in Auth0. */
  accessTokenSeconds?: number;
  /** The `interval` of RFC 8628 section 3.2. Default 5, as in Auth0. */
  pollIntervalSeconds?: number;
}

export interface Issuer {
  /** `http://127.0.0.1:PORT/`, with the trailing slash of an Auth0 tenant. */
  issuerUrl: string;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/**
 * Starts the local identity provider, which answers like an Auth0 tenant with one API and one native application.
 *
 * The port is bound before anything else. Only this machine can reach it, since anybody can sign in as anyone.
 *
 * @throws {IssuerFailure} when the port or the data folder cannot be used
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  let answer: RequestListener = askToComeBack;
  const server = await listen(options.port, (request, response) => answer(request, response));
  try {
    const issuerUrl = `http://${host}:${(server.address() as AddressInfo).port}/`;
    const folder = options.dataFolder === undefined ? undefined : join(options.dataFolder, "issuer");
    const store = await openRecordStore(folder);
    try {
      const tenant = { accessTokenSeconds: 86_400, pollIntervalSeconds: 5, ...options };
      const provider = await createProvider(issuerUrl, tenant, store, await loadSigningKeys(folder));
      const callback = provider.callback();
      answer = (request, response) => void callback(request, response);
    } catch (error) {
      await store.close();
      throw error;
    }
    return {
      issuerUrl,
      async close() {
        await stop(server);
        await store.close();
      },
    };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

async function listen(port: number, listener: RequestListener): Promise<Server> {
  // Token requests wait for each other, so one that stalls must not be waited for long.
  const server = createServer({ requestTimeout: 10_000, connectionsCheckingInterval: 1000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "EADDRINUSE" ? "is taken" : `cannot be used (${cause.message})`;
    const message = `Port ${port} for the issuer ${reason}. Choose another, or 0 for a free one.`;
    throw new IssuerFailure("port_unavailable", message, { cause });
  });
  return server;
}

function askToComeBack(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "retry-after": "1" }).end();
}

/** Lets the requests under way finish, but waits for none longer than a second. */
async function stop(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), 1000);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  clearTimeout(timer);
}
