import type { Command } from "commander";

import { isAuth0 } from "../auth/oauth/auth0.ts";
import type { Session } from "../auth/session.ts";
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
      await runStatus(openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** What `wish status --json` prints. */
interface Status {
  signedIn: boolean;
  apiUrl: string;
  name?: string | undefined;
  issuer?: string | undefined;
  /** Where the token comes from. */
  source?: Session["store"] | "WISH_TOKEN";
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

/**
 * Tries a session out: the issuer has to renew it, and its token has to be what the API wants.
 *
 * @throws Failure `unauthorized` or `forbidden` when the API would refuse the token, otherwise as the session does
 */
async function checkSession({ environment, settings, send, sessions }: Context, apiUrl: string): Promise<void> {
  const [{ accessToken, renew }, { findWantedToken }, { requireWantedToken }] = await Promise.all([
    sessions(),
    import("../api/metadata.ts"),
    import("../auth/token/check.ts"),
  ]);
  const current = await accessToken(apiUrl);
  const token = (await renew(apiUrl, current)) ?? current;
  const wanted = await findWantedToken(settings, apiUrl, send);
  requireWantedToken({ apiUrl, token, wanted, remembered: settings.signIn, now: environment.now() });
}

async function readStatus({ environment, settings, sessions }: Context, apiUrl: string): Promise<Status> {
  const token = parseToken("WISH_TOKEN", settings.token);
  if (token !== undefined) {
    const { readTokenClaims } = await import("../auth/token/claims.ts");
    const expiresAt = readTokenClaims(token)?.expiresAt;
    return {
      signedIn: expiresAt === undefined || expiresAt.getTime() > environment.now(),
      apiUrl,
      source: "WISH_TOKEN",
      accessTokenExpiresAt: expiresAt?.toISOString(),
      renewable: false,
    };
  }
  const [{ read, credentialsFile }, { hasEnded }] = await Promise.all([sessions(), import("../auth/session.ts")]);
  const session = read(apiUrl);
  if (!session) return { signedIn: false, apiUrl };
  const renewable = session.renewal !== undefined;
  return {
    signedIn: renewable || !hasEnded(session, environment.now()),
    apiUrl,
    name: session.name,
    issuer: session.renewal?.issuer,
    source: session.store,
    ...(session.store === "file" && { file: credentialsFile }),
    signedInAt: session.signedInAt,
    accessTokenExpiresAt: session.accessTokenExpiresAt,
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
          ...(isAuth0(issuer ?? "")
            ? ["An Auth0 tenant ends it after 30 days, or after 15 without use, unless it is set otherwise."]
            : []),
        ]),
  ];
}
