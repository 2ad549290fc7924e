import { open } from "node:fs/promises";
import { ReadStream, WriteStream } from "node:tty";

import type { Session } from "../auth/session.ts";
import { type Context, openContext } from "../context.ts";
import { Failure } from "../failure.ts";
import type { GlobalFlags } from "../settings.ts";

/** Where POSIX has the terminal of a process, whatever its streams are. */
const terminalPath = "/dev/tty";

/**
 * Gives the session with an API; where nobody is signed in, signs in at the terminal that the pipeline runs in.
 *
 * Standard input belongs to the pipeline and is not touched.
 *
 * @throws Failure as the session does, at once where there is no terminal or nobody at it (`CI` is set)
 */
export async function openSignedInSession(context: Context, apiUrl: string, flags: GlobalFlags): Promise<Session> {
  const session = await context.session(apiUrl);
  try {
    await session.accessToken();
  } catch (error) {
    if (!(error instanceof Failure) || !["not_signed_in", "session_over"].includes(error.code)) throw error;
    if (!(await signInAtTerminal(context, flags))) throw withCommand(error, flags);
  }
  return session;
}

/** Whether there was a terminal to sign in at. */
async function signInAtTerminal({ environment }: Context, flags: GlobalFlags): Promise<boolean> {
  if (environment.platform === "win32" || environment.variables["CI"]) return false;
  const [input, output] = await Promise.all([openTerminal("r"), openTerminal("w")]);
  if (!input || !output) return false;
  const stdin = new ReadStream(input.fd);
  const stderr = new WriteStream(output.fd);
  try {
    const { runLogin } = await import("../commands/login.ts");
    await runLogin(await openContext({ ...environment, stdin, stderr }, flags), { browser: true });
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
