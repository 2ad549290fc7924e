import { createSessionFile } from "../auth/session-file.ts";
import { checkToken } from "../auth/token/token-check.ts";
import { readTokenClaims } from "../auth/token/token-claims.ts";
import type { Context } from "../context.ts";
import type { SignInSettings } from "../settings.ts";
import { attempt, type Result, right, wrong } from "./result.ts";

/** Tries the credential store: that of the session where there is one, otherwise that of the next sign-in. */
export async function inspectStore(context: Context): Promise<Result[]> {
  const { apiUrl, configFolder, credentialStore, origins } = context.settings;
  const record = apiUrl === undefined ? undefined : await createSessionFile(configFolder).read(apiUrl);
  const kind = record?.store ?? credentialStore;
  return attempt(kind, async () => {
    await (await context.store(kind)).probe();
    return [right(kind, `can be used (${record ? "where this session is" : origins.credentialStore})`)];
  });
}

/** Takes the token that `wish add` would take, and compares it with what the API wants. */
export async function inspectToken(
  context: Context,
  apiUrl: string,
  wanted: SignInSettings | undefined,
): Promise<Result[]> {
  return attempt("token", async () => {
    const session = await context.session(apiUrl);
    const { value, origin } = await session.accessToken();
    const claims = readTokenClaims(value);
    const fixes = [origin === "WISH_TOKEN" ? "Set WISH_TOKEN to another token, or unset it." : "Run `wish login`."];
    if (!claims) return [wrong("token", `from ${origin}, is no JWT, which is all that such an API takes`, fixes)];
    const findings = checkToken(claims, wanted, context.environment.now());
    return [
      right("token", `from ${origin}`),
      ...findings.map(({ claim, isWrong, text }) => (isWrong ? wrong(claim, text, fixes) : right(claim, text))),
    ];
  });
}
