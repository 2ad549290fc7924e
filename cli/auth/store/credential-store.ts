import type { CredentialStoreKind } from "../../settings.ts";
import type { Tokens } from "../session.ts";

/**
 * Where tokens are kept, by the address of the API they were issued for.
 *
 * Every method throws Failure `keychain_unavailable` or `credentials_exposed` when the store cannot be used, so that
 * this is never mistaken for "nothing there".
 */
export interface CredentialStore {
  kind: CredentialStoreKind;
  /** Finds out whether tokens could be stored, before anybody is sent to a browser for them. */
  probe(): Promise<void>;
  read(apiUrl: string): Promise<Tokens | undefined>;
  /** Stores the tokens, and resolves when they have been read back. */
  write(apiUrl: string, tokens: Tokens): Promise<void>;
  clear(apiUrl: string): Promise<void>;
}
