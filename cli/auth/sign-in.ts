import { scopes } from "../../service/contract.ts";
import { findSignIn, findWantedToken } from "../api/metadata.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import type { Send } from "../http/message.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { parseToken } from "../settings.ts";
import { refuseSharedAudience } from "./audience.ts";
import { type Approved, signInByDevice } from "./oauth/device-sign-in.ts";
import type { Session, SignedIn } from "./session.ts";
import { promptForApproval, readGivenText, wantsNewCode } from "./terminal/prompt.ts";
import { checkToken, defectsOf, initFirst, sentence } from "./token/check.ts";
import { readTokenClaims } from "./token/claims.ts";

export interface SignInOptions {
  /** Whether to offer to open a browser. */
  browser: boolean;
  /** Whether to show a QR code; absent leaves it to the surroundings. */
  qr?: boolean;
  /** Whether to read an access token from standard input instead. */
  withToken?: boolean;
  /** Whether to sign in to an API that wants tokens that another one takes. */
  allowAudience?: boolean;
}

/** Signs in to an API and says so; nothing is said to have worked before the tokens have been read back. */
export async function signIn(context: Context, apiUrl: string, options: SignInOptions): Promise<void> {
  const { environment, settings, output } = context;
  const sessions = await context.sessions();
  let signedIn: (SignedIn & Partial<Approved>) | undefined;
  const session = await sessions.begin(apiUrl, async () => {
    signedIn = options.withToken ? await readGivenToken(context) : await signInInBrowser(context, apiUrl, options);
    return signedIn;
  });
  const { refusedScopes = [], tokens } = signedIn!;
  const token = { value: tokens.accessToken, origin: "standard input" } as const;
  const defects = options.withToken ? defectsOf({ token, wanted: undefined, now: environment.now() }) : [];
  output.note([
    ...(defects.length > 0 ? keptLines(defects, apiUrl) : signedInLines(session, apiUrl)),
    // Only some people have that one.
    ...refusedScopes
      .filter((scope) => scope !== scopes.manage)
      .map((scope) => warning(`The permission ${scope} was not granted, so what needs it will be refused.`)),
  ]);
  output.note((await audienceProblem(context, apiUrl, tokens.accessToken, options)).map(warning));
  if (settings.token) {
    output.note([warning("WISH_TOKEN is set and takes precedence over this session. Unset it to use the session.")]);
  }
}

/** Says where a new token is not for the API, and what can help: signing in again would give the same. */
async function audienceProblem(
  { environment, settings, send }: Context,
  apiUrl: string,
  token: string,
  { withToken }: SignInOptions,
): Promise<string[]> {
  const claims = readTokenClaims(token);
  const wanted = claims && (await findWantedToken(settings, apiUrl, send));
  if (!wanted) return [];
  const audience = checkToken(claims, wanted, environment.now()).find(({ claim }) => claim === "audience");
  if (!audience?.isWrong) return [];
  const fix = withToken
    ? `Bring a token for ${wanted.audience}, or run \`wish login\` without --with-token.`
    : `Whoever runs ${wanted.issuer} has to let the client ${wanted.clientId} have tokens for ${wanted.audience}.`;
  return [`${sentence(audience)} Adding will be refused.`, initFirst(apiUrl, settings.signIn, wanted) ?? fix];
}

/** Shows the person a code to approve, and a new one as often as it expires and another is wanted. */
async function signInInBrowser(context: Context, apiUrl: string, options: SignInOptions): Promise<Approved> {
  const { environment, settings, output, timeLimit, send } = context;
  const { browser, qr, allowAudience } = options;
  const method = await findSignIn(settings, apiUrl, send);
  // What is remembered has passed `wish init`.
  if (!settings.signIn && !allowAudience) await refuseSharedAudience(context, apiUrl, method);
  output.note([`Signing in with ${method.issuer} for ${method.audience}.`]);
  // The prompt says what is waited for.
  const poll: Send = (request) => send({ ...request, patience: timeLimit.beginQuietly() });
  const prompt = { environment, output, issuer: method.issuer, browser, qr };
  for (;;) {
    try {
      const show = promptForApproval.bind(undefined, prompt);
      return await signInByDevice({ settings: method, send, poll, now: environment.now, show });
    } catch (error) {
      if (failureIn(error)?.code !== "code_expired" || !(await wantsNewCode(prompt))) throw error;
    }
  }
}

async function readGivenToken({ environment, output }: Context): Promise<SignedIn> {
  const accessToken = parseToken("Standard input", await readGivenText(environment, output));
  if (!accessToken) throw new Failure("wrong_usage", "There is no token on standard input.");
  const expiresAt = readTokenClaims(accessToken)?.expiresAt;
  if (expiresAt && expiresAt.getTime() <= environment.now()) {
    throw new Failure("unauthorized", `The token on standard input ended at ${formatTime(expiresAt)}.`, {
      hints: ["Bring one that is still good, or run `wish login` without --with-token."],
    });
  }
  return { session: { accessTokenExpiresAt: expiresAt?.toISOString() }, tokens: { accessToken } };
}

/** Says of a token that was brought along that the API will not take it; another one may. */
function keptLines(defects: readonly string[], apiUrl: string): Line[] {
  return [`The token is kept for ${apiUrl}.`, ...defects.map((defect) => warning(`${defect} Adding will be refused.`))];
}

function signedInLines({ name, accessTokenExpiresAt, renewal }: Session, apiUrl: string): Line[] {
  const until = accessTokenExpiresAt === undefined ? undefined : formatTime(new Date(accessTokenExpiresAt));
  return [
    ["Signed in to ", apiUrl, ...(name === undefined ? [] : [" as ", { text: name, style: "strong" } as const]), "."],
    ...(until === undefined
      ? []
      : [
          `The access token is good until ${until}${renewal ? ", and is renewed when needed." : "; sign in again then."}`,
        ]),
  ];
}

function warning(text: string): Line {
  return [{ text, style: "warning" }];
}
