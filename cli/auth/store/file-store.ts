import { join } from "node:path";

import { Failure } from "../../failure.ts";
import { readJsonFile, writeJsonFile } from "../../json-file.ts";
import type { Tokens } from "../session.ts";
import type { CredentialStore } from "./credential-store.ts";

const readableByOthers = 0o077;

export function credentialsFile(configFolder: string): string {
  return join(configFolder, "credentials.json");
}

/**
 * Keeps tokens in a file that only its owner can read, for machines without a keychain.
 *
 * A file that others can read is refused, as ssh refuses such a key.
 */
export function createFileStore(configFolder: string, platform: NodeJS.Platform): CredentialStore {
  const path = credentialsFile(configFolder);
  const readAll = () =>
    readJsonFile(path, (mode) => {
      // Windows has no such bits; the folder of the user is closed to others there.
      if (platform === "win32" || (mode & readableByOthers) === 0) return;
      throw new Failure("credentials_exposed", `${path} can be read by others, so it is not used.`, {
        hints: [`Run \`chmod 600 ${path}\`, or delete it and run \`wish login\` again.`],
      });
    });
  return {
    kind: "file",
    async probe() {
      await writeJsonFile(path, await readAll());
    },
    async read(apiUrl) {
      const tokens = (await readAll())[apiUrl];
      return isTokens(tokens) ? tokens : undefined;
    },
    async write(apiUrl, tokens) {
      await writeJsonFile(path, { ...(await readAll()), [apiUrl]: tokens });
    },
    async clear(apiUrl) {
      // Who may read it does not matter: what others could have read is to go as well.
      const { [apiUrl]: _cleared, ...others } = await readJsonFile(path);
      await writeJsonFile(path, others);
    },
  };
}

function isTokens(value: unknown): value is Tokens {
  return typeof value === "object" && value !== null && "accessToken" in value && typeof value.accessToken === "string";
}
