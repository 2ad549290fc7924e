import type { ConfigFolder } from "../../config-folder.ts";
import type { Tokens } from "../session.ts";
import type { CredentialStore } from "./credential-store.ts";
import { holdingRoom } from "./room.ts";

export const credentialsName = "credentials.json";

/**
 * Keeps tokens in a file that only its owner can read, for machines without a keychain.
 *
 * A file that others can read is refused, as ssh refuses such a key.
 */
export function createFileStore(folder: ConfigFolder): CredentialStore {
  return {
    kind: "file",
    async probe() {
      folder.readSecret(credentialsName);
      folder.make();
      await holdingRoom(folder.path, async () => {});
    },
    async read(apiUrl) {
      const tokens = folder.readSecret(credentialsName)[apiUrl];
      return isTokens(tokens) ? tokens : undefined;
    },
    async write(apiUrl, tokens) {
      await folder.write(credentialsName, { ...folder.readSecret(credentialsName), [apiUrl]: tokens });
    },
    async clear(apiUrl) {
      // Who may read it does not matter: what others could have read is to go as well.
      const { [apiUrl]: _cleared, ...others } = folder.read(credentialsName);
      await folder.write(credentialsName, others);
    },
  };
}

function isTokens(value: unknown): value is Tokens {
  return typeof value === "object" && value !== null && "accessToken" in value && typeof value.accessToken === "string";
}
