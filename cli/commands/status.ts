import type { Command } from "commander";

import type { Session } from "../auth/session.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import type { Failure } from "../failure.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, parseToken, requireApiUrl } from "../settings.ts";

export interface StatusOptions {
  check?: boolean;
  json?: boolean;
}

export function declareStatus(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish status", "wish status --check", "wish status --json | jq -r .name"]))
    .option("--check", "ask the issuer and the API; without it, neither network nor keychain is touched")
    .option("--json", "as JSON")
    .action(async (options: StatusOptions) => {
      await runStatus(openContext(environment, command.optsWithGlobals<GlobalFlags>()), options);
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
  const { environment, settings, output } = context;
  const apiUrl = requireApiUrl(settings);
  if (options.check) {
    await checkSession(context, apiUrl);
  }
  const { status: read, problem } = await readStatus(context, apiUrl);
  const status: Status = { signedIn: problem === undefined, ...read, ...(options.check && { checked: true }) };
  if (options.json) await output.print([JSON.stringify(status)]);
  if (problem) throw problem;
  if (options.json) return;
  const { isAuth0 } = await import("../auth/oauth/auth0.ts");
  await output.print(describe(status, environment.now(), isAuth0(status.issuer ?? "")));
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

/** Reads who is signed in, and why nobody is where that is so. */
async function readStatus(
  context: Context,
  apiUrl: string,
): Promise<{ status: Omit<Status, "signedIn">; problem: Failure | undefined }> {
  const { environment, settings, sessions } = context;
  const token = parseToken("WISH_TOKEN", settings.token);
  if (token !== undefined) return readGivenToken(context, apiUrl, token);
  const [{ read, credentialsFile }, { hasEnded, isBrought, notSignedIn, sessionOver }, { refusedSession }] =
    await Promise.all([sessions(), import("../auth/session.ts"), import("../auth/token/check.ts")]);
  const session = read(apiUrl);
  if (!session) return { status: { apiUrl }, problem: notSignedIn(apiUrl) };
  const renewable = session.renewal !== undefined;
  const isOver = !renewable && hasEnded(session, environment.now());
  const isUseless = isBrought(session) && session.accessTokenExpiresAt === undefined;
  const status = {
    apiUrl,
    name: session.name,
    issuer: session.renewal?.issuer,
    source: session.store,
    ...(session.store === "file" && { file: credentialsFile }),
    signedInAt: session.signedInAt,
    accessTokenExpiresAt: session.accessTokenExpiresAt,
    renewable,
  };
  return { status, problem: isOver ? sessionOver(apiUrl) : isUseless ? refusedSession(session) : undefined };
}

/** Reads what can be seen of WISH_TOKEN without asking anybody. */
async function readGivenToken({ environment, settings }: Context, apiUrl: string, value: string) {
  const [{ readTokenClaims }, { problemOf }] = await Promise.all([
    import("../auth/token/claims.ts"),
    import("../auth/token/check.ts"),
  ]);
  const status = {
    apiUrl,
    source: "WISH_TOKEN",
    accessTokenExpiresAt: readTokenClaims(value)?.expiresAt?.toISOString(),
    renewable: false,
  } as const;
  const token = { value, origin: "WISH_TOKEN" } as const;
  const { signIn: remembered } = settings;
  return { status, problem: problemOf({ apiUrl, token, wanted: undefined, remembered, now: environment.now() }) };
}

function describe(status: Status, now: number, isOfAuth0: boolean): Line[] {
  const { apiUrl, name, checked } = status;
  return [
    ["Signed in to ", apiUrl, ...(name === undefined ? [] : [" as ", { text: name, style: "strong" } as const]), "."],
    whereabouts(status),
    ...lifetime(status, now, isOfAuth0),
    ...(checked ? ["Checked just now: issuer and API agree."] : []),
  ];
}

function whereabouts({ source, file }: Status): string {
  if (source === "WISH_TOKEN") return "The token is the one in WISH_TOKEN.";
  if (source === "keychain") return "The tokens are in the keychain.";
  return `The tokens are in ${file}, which only you can read.`;
}

function lifetime(
  { accessTokenExpiresAt, renewable, signedInAt, issuer }: Status,
  now: number,
  isOfAuth0: boolean,
): string[] {
  const end = accessTokenExpiresAt === undefined ? undefined : new Date(accessTokenExpiresAt);
  if (!renewable) return end === undefined ? [] : [`It is good until ${formatTime(end)}, and cannot be renewed.`];
  return [
    ...(end === undefined ? [] : [`${renewableToken(end, now)}, and is renewed when needed.`]),
    ...(signedInAt === undefined
      ? []
      : [
          `The session began ${formatTime(new Date(signedInAt))}; how long it lasts is up to ${issuer}.`,
          ...(isOfAuth0
            ? ["An Auth0 tenant ends it after 30 days, or after 15 without use, unless it is set otherwise."]
            : []),
        ]),
  ];
}

function renewableToken(end: Date, now: number): string {
  return `The access token ${end.getTime() > now ? "is good until" : "ended at"} ${formatTime(end)}`;
}
