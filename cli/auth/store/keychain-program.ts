import process from "node:process";

import type * as Keytar from "keytar";

/** One thing to do in the keychain. */
export type KeychainOperation =
  | { operation: "get"; account: string }
  | { operation: "set"; account: string; secret: string }
  | { operation: "delete"; account: string };

/** What comes over the IPC channel, because arguments and environment can be read by others. */
export interface KeychainRequest {
  service: string;
  operations: readonly KeychainOperation[];
}

/** What goes back: one value for each operation, `null` where there is none, or why the keychain cannot be used. */
export type KeychainReply = { ok: true; values: (string | null)[] } | { ok: false; reason: string };

// A root of its own: the child process of keychain.ts. A native call that never returns also keeps the process it is in
// from ending, so it must be one that can be killed.

process.once("message", (request: KeychainRequest) => {
  void answer(request).then((reply) => process.send?.(reply, () => process.disconnect()));
});

// Ctrl-C goes to every process of the terminal; the parent decides when a half-written keychain may be left.
process.on("SIGINT", () => {});

async function answer(request: KeychainRequest): Promise<KeychainReply> {
  try {
    const { default: keytar } = (await import("keytar")) as unknown as { default: typeof Keytar };
    const values: (string | null)[] = [];
    for (const each of request.operations) values.push(await perform(keytar, request.service, each));
    return { ok: true, values };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

async function perform(keytar: typeof Keytar, service: string, each: KeychainOperation): Promise<string | null> {
  switch (each.operation) {
    case "get":
      return keytar.getPassword(service, each.account);
    case "set":
      await keytar.setPassword(service, each.account, each.secret);
      return null;
    case "delete":
      await keytar.deletePassword(service, each.account);
      return null;
    default:
      return each satisfies never;
  }
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  // keytar hides why its binary did not load; on Linux it is this library.
  if (process.platform === "linux" && reason.includes("native addon")) return "libsecret-1.so.0 is not installed";
  if (reason.startsWith("Cannot find package 'keytar'")) return "keytar is not installed";
  return reason.split("\n", 1)[0]!;
}
