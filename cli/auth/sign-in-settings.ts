import { fetchSignInSettings } from "../api/metadata.ts";
import { Failure } from "../failure.ts";
import type { Send } from "../http/send.ts";
import type { Settings, SignInSettings } from "../settings.ts";

/**
 * How to sign in to an API: as `wish init` has remembered it, otherwise as the API says.
 *
 * @throws Failure `bad_settings` when neither knows
 */
export async function findSignInSettings(settings: Settings, apiUrl: string, send: Send): Promise<SignInSettings> {
  const signIn = settings.signIn ?? (await fetchSignInSettings(send, apiUrl));
  if (signIn) return signIn;
  throw signInUnknown(apiUrl);
}

/** What tokens an API wants: as it says itself, otherwise as is remembered; `undefined` when neither knows. */
export async function findWantedToken(
  settings: Settings,
  apiUrl: string,
  send: Send,
): Promise<SignInSettings | undefined> {
  const said = await fetchSignInSettings(send, apiUrl).catch(() => undefined);
  return said ?? settings.signIn;
}

export function signInUnknown(apiUrl: string): Failure {
  return new Failure("bad_settings", `${apiUrl} does not say how to sign in to it.`, {
    hints: [
      "Say it once yourself:",
      `  wish init ${apiUrl} --issuer <url> --client-id <id> --audience <audience> [--scope <scopes>]`,
      "For listing alone nothing is needed: `wish list --api <url>`, or set WISH_API_URL.",
    ],
  });
}
