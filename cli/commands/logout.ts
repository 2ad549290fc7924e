import type { Command } from "commander";

import type { Tokens } from "../auth/store/credential-store.ts";
import type { SessionRecord } from "../auth/session-file.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import { failureIn } from "../failure.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareLogout(program: Command, openContext: OpenContext): void {
  program
    .command("logout")
    .description("Revoke the session and forget its tokens.")
    .addHelpText("before", examples(["wish logout"]))
    .action(async (_options: object, command: Command) => {
      await runLogout(await openContext(command.optsWithGlobals<GlobalFlags>()));
    });
}

/** Ends the session here whatever happens, and says what became of it at the issuer. */
export async function runLogout(context: Context): Promise<void> {
  const { environment, settings, output } = context;
  const apiUrl = requireApiUrl(settings);
  const [{ createSessionLock }, { createSessionFile }] = await Promise.all([
    import("../auth/session-lock.ts"),
    import("../auth/session-file.ts"),
  ]);
  const file = createSessionFile(settings.configFolder);
  await createSessionLock(settings.configFolder)(async () => {
    const record = await file.read(apiUrl);
    if (!record) {
      output.note([`You were not signed in to ${apiUrl}.`]);
      return;
    }
    const store = await context.store(record.store);
    const outcome = await revoke(context, record, () => store.read(apiUrl));
    await store.clear(apiUrl);
    await file.remove(apiUrl);
    output.note([`Signed out of ${apiUrl}.`, outcome, ...remaining(record, environment.now())]);
  });
  if (settings.token) output.note(["WISH_TOKEN is set and still signs you in."]);
}

async function revoke(
  { send }: Context,
  { renewal }: SessionRecord,
  readTokens: () => Promise<Tokens | undefined>,
): Promise<string> {
  if (!renewal) return "There was nothing to revoke.";
  try {
    const refreshToken = (await readTokens())?.refreshToken;
    if (refreshToken === undefined) return "There was nothing to revoke.";
    if (renewal.revocationEndpoint === undefined) {
      return `The session could not be revoked: ${renewal.issuer} offers no way to do so.`;
    }
    const { revokeToken } = await import("../auth/oauth/token-endpoint.ts");
    await revokeToken(renewal, refreshToken, send);
    return `The session is revoked at ${renewal.issuer}.`;
  } catch (error) {
    // What cannot be read there cannot be deleted there either.
    if (failureIn(error)?.code === "keychain_unavailable") throw error;
    const reason = failureIn(error)?.message ?? String(error);
    return `The session could not be revoked and may still be valid at ${renewal.issuer}: ${reason}`;
  }
}

/** An access token cannot be called back: the API checks its signature and its times and asks nobody. */
function remaining({ accessTokenExpiresAt }: SessionRecord, now: number): string[] {
  if (accessTokenExpiresAt === undefined || Date.parse(accessTokenExpiresAt) <= now) return [];
  return [
    `The last access token stays valid until ${formatTime(new Date(accessTokenExpiresAt))}, but is stored nowhere here.`,
  ];
}
