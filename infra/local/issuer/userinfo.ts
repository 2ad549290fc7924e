import { jwtVerify } from "jose";

import { claimsOf } from "./account.ts";
import { userinfoAudience } from "./auth0-dialect.ts";
import type { Middleware } from "./show-page.ts";
import { type SigningKeys, verificationKeys } from "./signing-keys.ts";

/** Answers /userinfo for access tokens that are JWTs, as Auth0 does. oidc-provider only accepts its opaque ones there. */
export function userinfoForJwts(issuerUrl: string, signingKeys: SigningKeys): Middleware {
  const keys = verificationKeys(signingKeys);
  const expected = { issuer: issuerUrl, audience: userinfoAudience(issuerUrl), algorithms: ["RS256"] };

  return async (ctx, next) => {
    const token = /^Bearer (\S+\.\S+\.\S+)$/iu.exec(ctx.get("authorization"))?.[1];
    if (ctx.path !== "/userinfo" || token === undefined) {
      await next();
      return;
    }
    ctx.set("cache-control", "no-store");
    try {
      const { payload } = await jwtVerify(token, keys, expected);
      const { sub, ...profile } = claimsOf(String(payload.sub));
      ctx.body = String(payload["scope"]).split(" ").includes("profile") ? { sub, ...profile } : { sub };
    } catch {
      ctx.status = 401;
      ctx.set("www-authenticate", 'Bearer error="invalid_token"');
      ctx.body = { error: "invalid_token", error_description: "The access token is not valid here." };
    }
  };
}
