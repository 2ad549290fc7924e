import type { ConfigFolder } from "../../config-folder.ts";
import type { Environment } from "../../environment.ts";
import type { Output } from "../../output/output.ts";
import type { CredentialStoreKind } from "../../settings.ts";
import type { CredentialStore } from "./credential-store.ts";
import { createFileStore } from "./file-store.ts";
import { createKeychainStore } from "./keychain-store.ts";
import { createKeychain } from "./keychain.ts";

export interface StoreParts {
  environment: Environment;
  folder: ConfigFolder;
  output: Output;
}

// A person may have to type a password to unlock the keychain; a script must not hang.
const deadlineMilliseconds = { terminal: 120_000, script: 4_000 };

/** Makes the credential store of that kind. */
export function openStore(kind: CredentialStoreKind, { environment, folder, output }: StoreParts): CredentialStore {
  if (kind === "file") return createFileStore(folder);
  // What a person unlocks it with is a dialog of the system, so it does not matter what stdin is.
  const atTerminal = environment.stderr.isTTY;
  return createKeychainStore(
    createKeychain({
      program: environment.keychainProgram,
      variables: environment.variables,
      deadlineMilliseconds: atTerminal ? deadlineMilliseconds.terminal : deadlineMilliseconds.script,
      onWaiting: () => output.note(["Waiting for the keychain to be unlocked… (ctrl-C to stop)"]),
    }),
  );
}
