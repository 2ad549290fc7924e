import { join } from "node:path";

import { readJsonFile, writeJsonFile } from "../json-file.ts";
import type { CredentialStoreKind } from "../settings.ts";

/** What is known of a session without its tokens, so that nothing secret is touched to say who is signed in. */
export interface SessionRecord {
  /** How the issuer calls the person. */
  name?: string | undefined;
  store: CredentialStoreKind;
  /** ISO 8601; absent when the issuer did not say. */
  accessTokenExpiresAt?: string | undefined;
  /** How long the access token lived when it was issued; absent when that is not known. */
  accessTokenSeconds?: number | undefined;
  /** ISO 8601. */
  signedInAt?: string | undefined;
  /** Absent when the token was brought along and cannot be renewed. */
  renewal?: RenewalRecord | undefined;
}

/** What it takes to renew and to revoke without asking the issuer for its metadata again. */
export interface RenewalRecord {
  issuer: string;
  clientId: string;
  tokenEndpoint: string;
  revocationEndpoint?: string | undefined;
  /** `id_token_signing_alg_values_supported` of the issuer; RS256 when absent. */
  idTokenAlgorithms?: string[] | undefined;
}

/** The sessions of this user, by address of the API. */
export interface SessionFile {
  read(apiUrl: string): Promise<SessionRecord | undefined>;
  write(apiUrl: string, record: SessionRecord): Promise<void>;
  remove(apiUrl: string): Promise<void>;
}

export function createSessionFile(configFolder: string): SessionFile {
  const path = join(configFolder, "sessions.json");
  return {
    async read(apiUrl) {
      return parseRecord((await readJsonFile(path))[apiUrl]);
    },
    async write(apiUrl, record) {
      await writeJsonFile(path, { ...(await readJsonFile(path)), [apiUrl]: record });
    },
    async remove(apiUrl) {
      const { [apiUrl]: _removed, ...others } = await readJsonFile(path);
      await writeJsonFile(path, others);
    },
  };
}

function parseRecord(value: unknown): SessionRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as SessionRecord;
  return record.store === "keychain" || record.store === "file" ? record : undefined;
}
