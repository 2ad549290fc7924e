import { checkToken, notJwt } from "../auth/token/check.ts";
import { readTokenClaims } from "../auth/token/claims.ts";
import type { Context } from "../context.ts";
import type { SignInMethod } from "../settings.ts";
import { attempt, type Result, right, wrong } from "./result.ts";

/** Tries the credential store: that of the session where there is one, otherwise that of the next sign-in. */
export async function inspectStore(context: Context): Promise<Result[]> {
  const { apiUrl, credentialStore, origins } = context.settings;
  const sessions = await context.sessions();
  const session = apiUrl === undefined ? undefined : sessions.read(apiUrl);
  const kind = session?.store ?? credentialStore;
  return attempt(kind, async () => {
    await sessions.probe(kind);
    return [right(kind, `can be used (${session ? "where this session is" : origins.credentialStore})`)];
  });
}

/** Takes the token that `wish add` would take, and compares it with what the API wants. */
export async function inspectToken(
  context: Context,
  apiUrl: string,
  wanted: SignInMethod | undefined,
): Promise<Result[]> {
  return attempt("token", async () => {
    const sessions = await context.sessions();
    const { value, origin } = await sessions.accessToken(apiUrl);
    const claims = readTokenClaims(value);
    const fixes = [origin === "WISH_TOKEN" ? "Set WISH_TOKEN to another token, or unset it." : "Run `wish login`."];
    if (!claims) return [wrong("token", `from ${origin}, ${notJwt}`, fixes)];
    const findings = checkToken(claims, wanted, context.environment.now());
    return [
      right("token", `from ${origin}`),
      ...findings.map(({ claim, isWrong, text }) => (isWrong ? wrong(claim, text, fixes) : right(claim, text))),
    ];
  });
}
