import type { Command } from "commander";

import type { SessionRecord } from "../auth/session-file.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, parseToken, requireApiUrl } from "../settings.ts";

export interface StatusOptions {
  check?: boolean;
  json?: boolean;
}

export function declareStatus(program: Command, openContext: OpenContext): void {
  program
    .command("status")
    .description("Show who is signed in, where, and until when. Exit code 4 when nobody is.")
    .addHelpText("before", examples(["wish status", "wish status --check", "wish status --json | jq -r .name"]))
    .option("--check", "ask the issuer and the API; without it, neither network nor keychain is touched")
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
  /** The file where that is the source. */
  file?: string;
  signedInAt?: string | undefined;
  accessTokenExpiresAt?: string | undefined;
  /** Whether an access token that has run out is replaced without asking. */
  renewable?: boolean;
  /** Whether the issuer and the API have been asked. */
  checked?: true;
}

/** Says who is signed in: from what is remembered, or after having tried it. */
export async function runStatus(context: Context, options: StatusOptions): Promise<void> {
  const { settings, output } = context;
  const apiUrl = requireApiUrl(settings);
  if (options.check) {
    const { checkSession } = await import("../auth/session-check.ts");
    await checkSession(context, apiUrl);
  }
  const status: Status = { ...(await readStatus(context, apiUrl)), ...(options.check && { checked: true }) };
  if (options.json) await output.print([JSON.stringify(status)]);
  if (!status.signedIn) {
    const { notSignedIn, sessionOver } = await import("../auth/session.ts");
    throw status.source === undefined ? notSignedIn(apiUrl) : sessionOver(apiUrl);
  }
  if (!options.json) await output.print(describe(status));
}

async function readStatus({ environment, settings }: Context, apiUrl: string): Promise<Status> {
  const token = parseToken("WISH_TOKEN", settings.token);
  if (token !== undefined) {
    const { readTokenClaims } = await import("../auth/token/token-claims.ts");
    const expiresAt = readTokenClaims(token)?.expiresAt;
    return {
      signedIn: expiresAt === undefined || expiresAt.getTime() > environment.now(),
      apiUrl,
      source: "WISH_TOKEN",
      accessTokenExpiresAt: expiresAt?.toISOString(),
      renewable: false,
    };
  }
  const [{ createSessionFile }, { hasEnded }, { credentialsFile }] = await Promise.all([
    import("../auth/session-file.ts"),
    import("../auth/session.ts"),
    import("../auth/store/file-store.ts"),
  ]);
  const record = await createSessionFile(settings.configFolder).read(apiUrl);
  if (!record) return { signedIn: false, apiUrl };
  const renewable = record.renewal !== undefined;
  return {
    signedIn: renewable || !hasEnded(record, environment.now()),
    apiUrl,
    name: record.name,
    issuer: record.renewal?.issuer,
    source: record.store,
    ...(record.store === "file" && { file: credentialsFile(settings.configFolder) }),
    signedInAt: record.signedInAt,
    accessTokenExpiresAt: record.accessTokenExpiresAt,
    renewable,
  };
}

function describe(status: Status): Line[] {
  const { apiUrl, name, checked } = status;
  return [
    ["Signed in to ", apiUrl, ...(name === undefined ? [] : [" as ", { text: name, style: "strong" } as const]), "."],
    whereabouts(status),
    ...lifetime(status),
    ...(checked ? ["Checked just now: issuer and API agree."] : []),
  ];
}

function whereabouts({ source, file }: Status): string {
  if (source === "WISH_TOKEN") return "The token is the one in WISH_TOKEN.";
  if (source === "keychain") return "The tokens are in the keychain.";
  return `The tokens are in ${file}, which only you can read.`;
}

function lifetime({ accessTokenExpiresAt, renewable, signedInAt, issuer }: Status): string[] {
  const until = accessTokenExpiresAt === undefined ? undefined : formatTime(new Date(accessTokenExpiresAt));
  if (!renewable) return until === undefined ? [] : [`It is good until ${until}, and cannot be renewed.`];
  return [
    ...(until === undefined ? [] : [`The access token is good until ${until}, and is renewed when needed.`]),
    ...(signedInAt === undefined
      ? []
      : [
          `The session began ${formatTime(new Date(signedInAt))}; how long it lasts is up to ${issuer}.`,
          "An Auth0 tenant ends it after 30 days, or after 15 without use, unless it is set otherwise.",
        ]),
  ];
}
