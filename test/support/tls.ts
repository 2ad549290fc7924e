import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { generate } from "selfsigned";

export interface TlsServer extends AsyncDisposable {
  origin: string;
  /** PEM file of the authority that its certificate is from. */
  authorityFile: string;
  requests: number;
}

/** Starts a wish list on https whose certificate nobody knows. */
export async function startTlsServer(): Promise<TlsServer> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), "wish-tls-"));
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, cert);
  const server = createServer({ key, cert }, (_, response) => {
    tls.requests += 1;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ Items: [{ id: "1", name: "Tea" }], Count: 1 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const tls: TlsServer = {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorityFile,
    requests: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
  return tls;
}
