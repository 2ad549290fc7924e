import type { Command } from "commander";

import type { SessionRecord } from "../auth/session-file.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export interface StatusOptions {
  json?: boolean;
}

export function declareStatus(program: Command, openContext: OpenContext): void {
  program
    .command("status")
    .description("Show who is signed in, where, and until when. Exit code 4 when nobody is.")
    .addHelpText("before", examples(["wish status", "wish status --json | jq -r .name"]))
    .option("--json", "as JSON")
    .action(async (options: StatusOptions, command: Command) => {
      await runStatus(await openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** What `wish status --json` prints. */
interface Status {
  signedIn: boolean;
  apiUrl: string;
  name?: string | undefined;
  issuer?: string | undefined;
  /** Where the token comes from. */
  source?: SessionRecord["store"] | "WISH_TOKEN";
  accessTokenExpiresAt?: string | undefined;
  /** Whether an access token that has run out is replaced without asking. */
  renewable?: boolean;
}

/** Says who is signed in, from what is remembered: no network, no keychain. */
export async function runStatus({ environment, settings, output }: Context, options: StatusOptions): Promise<void> {
  const apiUrl = requireApiUrl(settings);
  const [{ createSessionFile }, { hasEnded, notSignedIn, sessionOver }] = await Promise.all([
    import("../auth/session-file.ts"),
    import("../auth/session.ts"),
  ]);
  const record = await createSessionFile(settings.configFolder).read(apiUrl);
  const isOver = record !== undefined && !record.renewal && hasEnded(record, environment.now());
  const status = settings.token
    ? await tokenStatus(apiUrl, settings.token)
    : sessionStatus(apiUrl, isOver ? undefined : record);
  if (options.json) await output.print([JSON.stringify(status)]);
  if (!status.signedIn) throw isOver ? sessionOver(apiUrl) : notSignedIn(apiUrl);
  if (!options.json) await output.print(describe(status));
}

function sessionStatus(apiUrl: string, record: SessionRecord | undefined): Status {
  if (!record) return { signedIn: false, apiUrl };
  return {
    signedIn: true,
    apiUrl,
    name: record.name,
    issuer: record.renewal?.issuer,
    source: record.store,
    accessTokenExpiresAt: record.accessTokenExpiresAt,
    renewable: record.renewal !== undefined,
  };
}

async function tokenStatus(apiUrl: string, token: string): Promise<Status> {
  const { readTokenClaims } = await import("../auth/token-claims.ts");
  const accessTokenExpiresAt = readTokenClaims(token).expiresAt?.toISOString();
  return { signedIn: true, apiUrl, source: "WISH_TOKEN", accessTokenExpiresAt, renewable: false };
}

const sources = {
  WISH_TOKEN: "The token is the one in WISH_TOKEN.",
  keychain: "The tokens are in the keychain.",
  file: "The tokens are in a file that only you can read.",
};

function describe({ apiUrl, name, source, accessTokenExpiresAt, renewable }: Status): Line[] {
  const expiry = accessTokenExpiresAt === undefined ? undefined : formatTime(new Date(accessTokenExpiresAt));
  return [
    ["Signed in to ", apiUrl, ...(name === undefined ? [] : [" as ", { text: name, style: "strong" } as const]), "."],
    ...(source === undefined ? [] : [sources[source]]),
    ...(expiry === undefined
      ? []
      : [`The access token is good until ${expiry}${renewable ? ", and is renewed when needed." : "."}`]),
  ];
}
