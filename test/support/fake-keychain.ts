import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Wish } from "./built-wish.ts";

/** Puts a keychain of a test's own into a built program: `reply` is the body of a function of the operations. */
export async function useKeychain(wish: Wish, reply: string): Promise<void> {
  const program = `const replyTo = (operations) => { ${reply} };
    process.on("message", ({ operations }) => process.send(replyTo(operations), () => process.disconnect()));`;
  await writeFile(join(wish.folder, "keychain-program.js"), program);
}

export interface SilentBus extends AsyncDisposable {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  address: string;
}

/** Starts a message bus that takes every connection and never says a word, as one with a stopped daemon does. */
export async function startSilentBus(): Promise<SilentBus> {
  const path = join(tmpdir(), `wish-bus-${process.pid}-${performance.now()}`);
  const server = createServer();
  const connections = new Set<{ destroy(): void }>();
  server.on("connection", (connection) => connections.add(connection));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    address: `unix:path=${path}`,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(path, { force: true });
    },
  };
}
