import { open } from "node:fs/promises";
import { ReadStream, WriteStream } from "node:tty";

import { type Context, openContext } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import type { GlobalFlags } from "../settings.ts";

const needSignIn: ReadonlySet<string> = new Set(["not_signed_in", "session_over", "session_refused"]);

/** The terminal of a process under POSIX, even when all of its streams are redirected. */
const terminalPath = "/dev/tty";

/**
 * Makes sure that somebody is signed in, at the terminal that the pipeline runs in where nobody is.
 *
 * Standard input belongs to the pipeline and is not touched.
 *
 * @throws Failure as the session does, at once where there is no terminal or nobody at it (`CI` is set)
 */
export async function ensureSignedIn(context: Context, apiUrl: string, flags: GlobalFlags): Promise<void> {
  const sessions = await context.sessions();
  try {
    await sessions.accessToken(apiUrl);
  } catch (error) {
    const failure = failureIn(error);
    if (!failure || !needSignIn.has(failure.code)) throw error;
    if (!(await signInAtTerminal(context, apiUrl, flags))) throw withCommand(failure, flags);
  }
}

/** Whether there was a terminal to sign in at. */
async function signInAtTerminal({ environment }: Context, apiUrl: string, flags: GlobalFlags): Promise<boolean> {
  if (environment.platform === "win32" || environment.variables["CI"]) return false;
  const [input, output] = await Promise.all([openTerminal("r"), openTerminal("w")]);
  if (!input || !output) return false;
  const stdin = new ReadStream(input.fd);
  const stderr = new WriteStream(output.fd);
  try {
    const { signIn } = await import("../auth/sign-in.ts");
    await signIn(openContext({ ...environment, stdin, stderr }, flags), apiUrl, { browser: true });
  } finally {
    stdin.destroy();
    stderr.destroy();
  }
  return true;
}

function openTerminal(mode: "r" | "w") {
  return open(terminalPath, mode).catch(() => undefined);
}

function withCommand(failure: Failure, { api }: GlobalFlags): Failure {
  const login = api === undefined ? "wish login" : `wish login --api ${api}`;
  return new Failure(failure.code, failure.message, {
    hints: [`Nothing was read. Run \`${login}\` and then this command again, or set WISH_TOKEN.`],
    cause: failure,
  });
}
