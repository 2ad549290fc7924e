import type { Command } from "commander";

import type { Revocation } from "../auth/revocation.ts";
import type { Session } from "../auth/session.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareLogout(command: Command, environment: Environment): void {
  command.addHelpText("before", examples(["wish logout"])).action(async () => {
    await runLogout(openContext(environment, command.optsWithGlobals<GlobalFlags>()));
  });
}

/** Ends the session here whatever happens, and says what became of it at the issuer. */
export async function runLogout(context: Context): Promise<void> {
  const { environment, settings, output } = context;
  const apiUrl = requireApiUrl(settings);
  const ended = await (await context.sessions()).end(apiUrl);
  if (ended) {
    const { session, revocation } = ended;
    const lines = [describe(revocation, session.renewal?.issuer), ...remaining(session, environment.now())];
    output.note([`Signed out of ${apiUrl}.`, ...lines]);
  } else {
    output.note([`You were not signed in to ${apiUrl}.`]);
  }
  if (settings.token) output.note(["WISH_TOKEN is set and still signs you in."]);
}

function describe(revocation: Revocation, issuer: string | undefined): string {
  switch (revocation) {
    case "revoked":
      return `The session is revoked at ${issuer}.`;
    case "nothing_to_revoke":
      return "There was nothing to revoke.";
    case "not_offered":
      return `The session could not be revoked: ${issuer} offers no way to do so.`;
    default:
      return `The session could not be revoked and may still be valid at ${issuer}: ${revocation.failed}`;
  }
}

/** An access token cannot be called back: the API checks its signature and its times and asks nobody. */
function remaining({ accessTokenExpiresAt }: Session, now: number): string[] {
  if (accessTokenExpiresAt === undefined || Date.parse(accessTokenExpiresAt) <= now) return [];
  return [
    `The last access token stays valid until ${formatTime(new Date(accessTokenExpiresAt))}, but is stored nowhere here.`,
  ];
}
