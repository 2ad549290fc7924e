import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, expect, it, vi } from "vitest";

import { createProvider } from "../../../../infra/local/issuer/provider.ts";
import { openRecordStore, type RecordStore } from "../../../../infra/local/issuer/record-store.ts";
import { loadSigningKeys } from "../../../../infra/local/issuer/signing-keys.ts";
import { audience, clientId, createClient } from "./client.ts";

afterEach(() => vi.restoreAllMocks());

it("prints a failure of its own, and does not show it to the client", async () => {
  const printed = vi.spyOn(console, "error").mockReturnValue();
  const memory = await openRecordStore(undefined);
  const broken: RecordStore = {
    ...memory,
    adapter: (model) => ({ ...memory.adapter(model), upsert: () => Promise.reject(new Error("disk full")) }),
  };
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const tenant = { clientId, audience, scopes: [], accessTokenSeconds: 60, pollIntervalSeconds: 5 };
    const provider = await createProvider(issuerUrl, tenant, broken, await loadSigningKeys(undefined));
    server.on("request", (request, response) => void provider.callback()(request, response));

    const { status, body } = await createClient(issuerUrl).refuseCode({ audience, scope: "openid" });

    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("disk full");
    expect(JSON.stringify(printed.mock.calls)).toContain("disk full");
  } finally {
    server.close();
    await memory.close();
  }
});
