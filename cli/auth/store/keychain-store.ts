import { randomUUID } from "node:crypto";

import type { CredentialStore } from "./credential-store.ts";
import { type Keychain, keychainUnavailable } from "./keychain.ts";

/**
 * Keeps tokens in the keychain of the operating system.
 *
 * Access and refresh token are entries of their own: Windows takes 2,560 bytes for one
 * (CRED_MAX_CREDENTIAL_BLOB_SIZE), and the two together are longer than that.
 */
export function createKeychainStore(keychain: Keychain): CredentialStore {
  async function probe(): Promise<void> {
    const secret = randomUUID();
    // Of its own name, since another process may probe at the same time.
    const account = `probe ${secret}`;
    const [, found] = await keychain([
      { operation: "set", account, secret },
      { operation: "get", account },
      { operation: "delete", account },
    ]);
    if (found !== secret) throw keychainUnavailable("it does not give back what it was given");
  }

  return {
    kind: "keychain",
    probe,

    async read(apiUrl) {
      const [accessToken, refreshToken] = await keychain([
        { operation: "get", account: accessAccount(apiUrl) },
        { operation: "get", account: refreshAccount(apiUrl) },
      ]);
      if (accessToken) return { accessToken, refreshToken: refreshToken ?? undefined };
      // libsecret gives nothing, and no error, out of a keychain that stays locked. Writing to it does fail.
      await probe();
      return undefined;
    },

    async write(apiUrl, { accessToken, refreshToken }) {
      const account = refreshAccount(apiUrl);
      const read = await keychain([
        // The refresh token first: from it alone a session can go on, and the one before it is void already.
        refreshToken ? { operation: "set", account, secret: refreshToken } : { operation: "delete", account },
        { operation: "set", account: accessAccount(apiUrl), secret: accessToken },
        { operation: "get", account },
        { operation: "get", account: accessAccount(apiUrl) },
      ]);
      if (read[2] !== (refreshToken ?? null) || read[3] !== accessToken) {
        throw keychainUnavailable("it does not give back what it was given");
      }
    },

    async clear(apiUrl) {
      await keychain([
        { operation: "delete", account: refreshAccount(apiUrl) },
        { operation: "delete", account: accessAccount(apiUrl) },
      ]);
    },
  };
}

function accessAccount(apiUrl: string): string {
  return `access-token ${apiUrl}`;
}

function refreshAccount(apiUrl: string): string {
  return `refresh-token ${apiUrl}`;
}
