/** One thing to do in the keychain. */
export type KeychainOperation =
  | { operation: "get"; account: string }
  | { operation: "set"; account: string; secret: string }
  | { operation: "delete"; account: string };

/** What goes to the keychain program, over its IPC channel because arguments and environment can be read by others. */
export interface KeychainRequest {
  service: string;
  operations: readonly KeychainOperation[];
}

/** What comes back: one value for each operation, `null` where there is none, or why the keychain cannot be used. */
export type KeychainReply = { ok: true; values: (string | null)[] } | { ok: false; reason: string };
