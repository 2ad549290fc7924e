import { fork } from "node:child_process";

import { Failure } from "../../failure.ts";
import type { KeychainOperation, KeychainReply, KeychainRequest } from "./keychain-program.ts";

/** The name under which everything of this program stands in the keychain. */
const service = "wish";

export interface KeychainOptions {
  /** Path of the keychain program. */
  program: string;
  variables: Readonly<Record<string, string | undefined>>;
  /** How long the keychain may take, a person's unlocking it included. */
  deadlineMilliseconds: number;
  /** Called once when the keychain keeps us waiting. */
  onWaiting: () => void;
}

/** Does the operations in order in the keychain of the operating system; one value for each, `null` where there is none. */
export type Keychain = (operations: readonly KeychainOperation[]) => Promise<(string | null)[]>;

const noticeAfterMilliseconds = 1000;

/**
 * Makes the way to the keychain of the operating system, through a child process that is killed when it does not answer.
 *
 * Throws Failure `keychain_unavailable` with the reason when the keychain is missing, locked, or silent.
 */
export function createKeychain(options: KeychainOptions): Keychain {
  return async (operations) => {
    const reply = await ask(options, { service, operations });
    if (reply.ok) return reply.values;
    throw keychainUnavailable(reply.reason);
  };
}

export function keychainUnavailable(reason: string): Failure {
  return new Failure("keychain_unavailable", `The keychain cannot be used: ${reason.replace(/\.$/u, "")}.`, {
    hints: [
      // errSecInteractionNotAllowed: macOS shows no dialog to a session without a screen, such as ssh.
      ...(/-25308|User interaction is not allowed/u.test(reason)
        ? ["Over ssh, unlock it first: `security unlock-keychain`."]
        : []),
      "To go on without it, either set WISH_TOKEN to an access token,",
      "or sign in with WISH_CREDENTIAL_STORE=file, which keeps the tokens in a file that only you can read.",
    ],
  });
}

async function ask(options: KeychainOptions, request: KeychainRequest): Promise<KeychainReply> {
  const child = fork(options.program, [], {
    env: options.variables,
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const deadline = AbortSignal.timeout(options.deadlineMilliseconds);
  const reply = new Promise<KeychainReply>((resolve) => {
    deadline.addEventListener("abort", () => resolve(silent(options)));
    child.once("message", (message) => resolve(message as KeychainReply));
    child.once("error", (error) => resolve({ ok: false, reason: error.message }));
    child.once("exit", (code, signal) => resolve({ ok: false, reason: `its helper ended early (${signal ?? code})` }));
  });
  const notice = setTimeout(options.onWaiting, noticeAfterMilliseconds);
  try {
    child.send(request);
    return await reply;
  } finally {
    clearTimeout(notice);
    child.kill("SIGKILL");
  }
}

function silent({ deadlineMilliseconds }: KeychainOptions): KeychainReply {
  return { ok: false, reason: `it did not answer within ${deadlineMilliseconds / 1000} seconds` };
}
