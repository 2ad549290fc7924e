import type { Context } from "../context.ts";
import { refusedToken } from "./token/refused-token.ts";
import { findWantedToken } from "./sign-in-settings.ts";
import { checkToken } from "./token/token-check.ts";
import { readTokenClaims } from "./token/token-claims.ts";

/**
 * Tries a session out: the issuer has to renew it, and its token has to be what the API wants.
 *
 * The API is not sent the token, since all that it takes one for is adding. Whether the signature is right only the API
 * can say; for a token that the issuer has just given it is.
 *
 * @throws Failure `unauthorized` or `forbidden` when the API would refuse the token, otherwise as the session does
 */
export async function checkSession(context: Context, apiUrl: string): Promise<void> {
  const { environment, settings, send } = context;
  const session = await context.session(apiUrl);
  const current = await session.accessToken();
  const token = (await session.renew(current)) ?? current;
  const wanted = await findWantedToken(settings, apiUrl, send);
  const claims = readTokenClaims(token.value);
  const now = environment.now();
  const wrong = claims && checkToken(claims, wanted, now).filter(({ isWrong }) => isWrong);
  if (wrong?.length === 0) return;
  const onlyLacksScope = wrong?.every(({ claim }) => claim === "scope");
  throw refusedToken({
    code: onlyLacksScope ? "forbidden" : "unauthorized",
    message: `The API will refuse the token from ${token.origin}.`,
    apiUrl,
    token,
    wanted,
    now,
  });
}
