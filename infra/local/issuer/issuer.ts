import { createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";

import { drain, reservePort } from "../port.ts";
import { createProvider } from "./provider.ts";
import { openRecordStore, type RecordStore } from "./record-store.ts";
import { loadSigningKeys } from "./signing-keys.ts";

export interface IssuerOptions {
  /** 0 for a free one. */
  port: number;
  /** Keys, grants and refresh tokens are kept in its subfolder `issuer`, or in memory if this is `undefined`. */
  dataFolder: string | undefined;
  clientId: string;
  audience: string;
  /** The API's scopes, for example `create:wishes`; may be empty. */
  scopes: string[];
  /** Lifetime of an access token. Default 86,400 (24 hours), as in Auth0. */
  accessTokenSeconds?: number;
  /** The `interval` of RFC 8628 §3.2. Default 5, as in Auth0. */
  pollIntervalSeconds?: number;
}

export interface Issuer {
  /** `http://127.0.0.1:PORT/`, with the trailing slash of an Auth0 tenant. */
  issuerUrl: string;
  close(): Promise<void>;
}

const drainMilliseconds = 1000;

/**
 * Starts the local identity provider, which answers like an Auth0 tenant with one API and one native application.
 *
 * Only this machine can reach it, since anybody can sign in as anyone.
 *
 * @throws {LocalStackFailure} `port_unavailable`, `data_unusable` or `disk_full`
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const port = await reservePort(options.port, "local sign-in", "--issuer-port");
  const issuerUrl = `${port.url}/`;
  const folder = options.dataFolder === undefined ? undefined : join(options.dataFolder, "issuer");
  try {
    const store = await openRecordStore(folder);
    try {
      const server = await createIssuerServer(issuerUrl, options, store, folder);
      await port.handTo(server);
      return { issuerUrl, close: () => drain(server, drainMilliseconds).then(() => store.close()) };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    await port.release();
    throw error;
  }
}

/** For who opens the address that `npm start` prints: a sign-in begins at the address that `wish login` prints. */
function tellWhatThisIs(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end("This is the local sign-in of wish. Run `npx wish login`: it says which address to open.\n");
}

async function createIssuerServer(
  issuerUrl: string,
  options: IssuerOptions,
  store: RecordStore,
  folder: string | undefined,
): Promise<Server> {
  const application = { accessTokenSeconds: 86_400, pollIntervalSeconds: 5, ...options };
  const provider = await createProvider(issuerUrl, application, store, await loadSigningKeys(folder));
  const answer = provider.callback();
  // Token requests wait for each other, so one that stalls must not hold up the rest for long.
  return createServer({ requestTimeout: 10_000, connectionsCheckingInterval: 1000 }, (request, response) => {
    if (request.method === "GET" && request.url === "/") tellWhatThisIs(response);
    else void answer(request, response);
  });
}
