import { parseApiUrl } from "../api-url.ts";
import { fetchSignIn } from "../api/metadata.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import type { SignInMethod } from "../settings.ts";

const askTimeoutMilliseconds = 3000;

/**
 * Finds another API that takes the same tokens: one that is known here, or the one whose address is the audience.
 *
 * A token is bound to an audience and not to an address. An API that copies the metadata of another one gets tokens that
 * are good there, and can use them (RFC 9728 §7.3).
 */
export async function findOtherApi(
  { settings, sessions, send }: Pick<Context, "settings" | "sessions" | "send">,
  apiUrl: string,
  { issuer, audience }: SignInMethod,
): Promise<string | undefined> {
  const known = (await sessions()).known();
  if (settings.remembered) known.unshift(settings.remembered);
  const isSame = (each: Pick<SignInMethod, "issuer" | "audience"> | undefined) =>
    each?.issuer === issuer && each.audience === audience;
  const other = known.find((each) => each.apiUrl !== apiUrl && isSame(each.signIn));
  if (other) return other.apiUrl;
  const named = apiNamedBy(audience);
  if (named === undefined || new URL(named).host === new URL(apiUrl).host) return undefined;
  const signal = AbortSignal.timeout(askTimeoutMilliseconds);
  // Most audiences are no more than a name, where nobody answers.
  const said = await fetchSignIn((request) => send({ ...request, signal }), named).catch(() => undefined);
  return isSame(said) ? named : undefined;
}

/**
 * Refuses an API that would get tokens that another one takes.
 *
 * @throws Failure `bad_settings`
 */
export async function refuseSharedAudience(
  context: Pick<Context, "settings" | "sessions" | "send">,
  apiUrl: string,
  signIn: SignInMethod,
): Promise<void> {
  const other = await findOtherApi(context, apiUrl, signIn);
  if (other === undefined) return;
  throw new Failure("bad_settings", `${apiUrl} wants tokens that ${other} takes as well.`, {
    hints: [
      `It could use yours there: both want tokens of ${signIn.issuer} for ${signIn.audience}.`,
      "If both are the same API, or you trust both, add --allow-audience.",
    ],
  });
}

function apiNamedBy(audience: string): string | undefined {
  try {
    return parseApiUrl(audience);
  } catch {
    return undefined;
  }
}
