import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createKeychainStore } from "../../cli/auth/store/keychain-store.ts";
import { createKeychain } from "../../cli/auth/store/keychain.ts";
import { reasonToSkip } from "./skipping.ts";
import { builtFolder, type Wish } from "./wish.ts";

/** Tries the keychain of this machine through the built program, and says why it cannot be used. */
export async function reasonForNoKeychain(): Promise<string | undefined> {
  const keychain = createKeychain({
    program: join(builtFolder, "keychain-program.js"),
    variables: process.env,
    deadlineMilliseconds: 10_000,
    onWaiting: () => {},
  });
  const reason = await createKeychainStore(keychain)
    .probe()
    .then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  return reasonToSkip("KEYCHAIN", reason);
}

/** Puts a keychain of a test's own into a program: `reply` is the body of a function of the operations. */
export async function replaceKeychain(wish: Wish, reply: string): Promise<void> {
  // Below node_modules, so that the program finds keytar there as an installed one does.
  const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "wish-test-"));
  await cp(builtFolder, folder, { recursive: true });
  const program = `const replyTo = (operations) => { ${reply} };
    process.on("message", ({ operations }) => process.send(replyTo(operations), () => process.disconnect()));`;
  await writeFile(join(folder, "keychain-program.js"), program);
  wish.folder = folder;
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
