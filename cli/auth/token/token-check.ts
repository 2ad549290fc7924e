import { formatTime } from "../../output/time.ts";
import type { SignInSettings } from "../../settings.ts";
import type { TokenClaims } from "./token-claims.ts";

/** One thing that a token says, against what the API wants. */
export interface Finding {
  claim: "issuer" | "audience" | "scope" | "expiry";
  isWrong: boolean;
  /** A sentence without its full stop. */
  text: string;
}

export type WantedToken = Pick<SignInSettings, "issuer" | "audience" | "scopes">;

/**
 * Compares what a token says with what the API wants, as its authorizer will.
 *
 * @param wanted `undefined` when the API does not say and nothing is remembered; then only the time can be wrong
 */
export function checkToken(claims: TokenClaims, wanted: WantedToken | undefined, now: number): Finding[] {
  const issuer = claims.issuer ?? "nobody";
  const audience = claims.audiences.join(" and ") || "nothing";
  const missingScopes = wanted?.scopes.filter((scope) => !claims.scopes.includes(scope)) ?? [];
  const wrongIssuer = wanted !== undefined && issuer !== wanted.issuer;
  const wrongAudience = wanted !== undefined && !claims.audiences.includes(wanted.audience);
  return [
    {
      claim: "issuer",
      isWrong: wrongIssuer,
      text: wrongIssuer ? `this token is from ${issuer}, the API trusts ${wanted.issuer}` : `from ${issuer}`,
    },
    {
      claim: "audience",
      isWrong: wrongAudience,
      text: wrongAudience ? `this token is for ${audience}, the API wants ${wanted.audience}` : `for ${audience}`,
    },
    {
      claim: "scope",
      isWrong: missingScopes.length > 0,
      text:
        missingScopes.length > 0
          ? `this token lacks ${missingScopes.join(" and ")}`
          : `may ${claims.scopes.join(" ") || "do what needs no scope"}`,
    },
    expiry(claims.expiresAt, now),
  ];
}

function expiry(expiresAt: Date | undefined, now: number): Finding {
  if (!expiresAt) return { claim: "expiry", isWrong: true, text: "this token does not say when it ends" };
  const isWrong = expiresAt.getTime() <= now;
  const time = formatTime(expiresAt);
  return { claim: "expiry", isWrong, text: isWrong ? `this token ended at ${time}` : `good until ${time}` };
}
