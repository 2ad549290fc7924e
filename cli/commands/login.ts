import type { Command } from "commander";

import type { Tokens } from "../auth/store/credential-store.ts";
import type { SignedIn } from "../auth/oauth/device-sign-in.ts";
import type { SessionRecord } from "../auth/session-file.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import { Failure, failureIn } from "../failure.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, parseToken, requireApiUrl } from "../settings.ts";

export interface LoginOptions {
  browser: boolean;
  qr?: boolean;
  withToken?: boolean;
}

export function declareLogin(program: Command, openContext: OpenContext): void {
  program
    .command("login")
    .description("Sign in, in a browser on this or any other device.")
    .addHelpText("before", examples(["wish login", "wish login --qr", "wish login --with-token < token.txt"]))
    .option("--no-browser", "do not offer to open a browser")
    .option("--qr", "show the address as a QR code too (default: over SSH)")
    .option("--no-qr", "show no QR code")
    .option("--with-token", "read an access token from standard input instead")
    .action(async (options: LoginOptions, command: Command) => {
      await runLogin(await openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Signs in and stores the tokens; nothing is said to have worked before they have been read back. */
export async function runLogin(context: Context, options: LoginOptions): Promise<void> {
  const { environment, settings, output } = context;
  const apiUrl = requireApiUrl(settings);
  const store = await context.store(settings.credentialStore);
  await store.probe();
  const { tokens, record, notes } = options.withToken
    ? await readGivenToken(context)
    : await signIn(context, apiUrl, options);

  const [{ createSessionLock }, { createSessionFile }] = await Promise.all([
    import("../auth/session-lock.ts"),
    import("../auth/session-file.ts"),
  ]);
  const signedInAt = new Date(environment.now()).toISOString();
  await createSessionLock(settings.configFolder)(() =>
    environment.interrupts.finishFirst(async () => {
      await store.write(apiUrl, tokens);
      await createSessionFile(settings.configFolder).write(apiUrl, { ...record, signedInAt });
    }),
  );
  output.note([...signedInLines(record, apiUrl), ...notes]);
  if (settings.token) {
    output.note([
      [{ text: "WISH_TOKEN is set and goes before this session. Unset it to use the session.", style: "warning" }],
    ]);
  }
}

interface NewSession {
  tokens: Tokens;
  record: SessionRecord;
  notes: Line[];
}

async function signIn(context: Context, apiUrl: string, options: LoginOptions): Promise<NewSession> {
  const { environment, settings, output, send } = context;
  const [{ findSignInSettings }, { signInByDevice }, { promptForApproval, wantsNewCode }] = await Promise.all([
    import("../auth/sign-in-settings.ts"),
    import("../auth/oauth/device-sign-in.ts"),
    import("../auth/terminal/device-prompt.ts"),
  ]);
  const signInSettings = await findSignInSettings(settings, apiUrl, send);
  const prompt = { environment, output, issuer: signInSettings.issuer, browser: options.browser, qr: options.qr };
  const signInOnce = () =>
    signInByDevice({
      settings: signInSettings,
      send,
      now: environment.now,
      show: (code) => promptForApproval(prompt, code),
    });
  const signInWithNewCodes = (): Promise<SignedIn> =>
    signInOnce().catch(async (error: unknown) => {
      if (failureIn(error)?.code !== "code_expired" || !(await wantsNewCode(prompt))) throw error;
      return signInWithNewCodes();
    });
  const signedIn = await signInWithNewCodes();
  const { name, accessToken, refreshToken, renewal, refusedScopes } = signedIn;
  return {
    tokens: { accessToken, refreshToken },
    record: {
      name,
      store: settings.credentialStore,
      accessTokenExpiresAt: signedIn.accessTokenExpiresAt?.toISOString(),
      renewal: refreshToken === undefined ? undefined : renewal,
    },
    notes: refusedScopes.map((scope) => [
      { text: `The permission ${scope} was not granted, so adding will be refused.`, style: "warning" },
    ]),
  };
}

async function readGivenToken({ environment, settings, output }: Context): Promise<NewSession> {
  const { readGivenText } = await import("../auth/terminal/read-token.ts");
  const accessToken = parseToken("Standard input", await readGivenText(environment, output));
  if (!accessToken) throw new Failure("wrong_usage", "There is no token on standard input.");
  const { readTokenClaims } = await import("../auth/token/token-claims.ts");
  const expiresAt = readTokenClaims(accessToken)?.expiresAt;
  return {
    tokens: { accessToken },
    record: { store: settings.credentialStore, accessTokenExpiresAt: expiresAt?.toISOString() },
    notes: [],
  };
}

function signedInLines({ name, accessTokenExpiresAt, renewal }: SessionRecord, apiUrl: string): Line[] {
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
