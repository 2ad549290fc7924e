import { scopes } from "../../../service/contract.ts";
import { Failure } from "../../failure.ts";
import { formatTime } from "../../output/time.ts";
import type { SignInMethod } from "../../settings.ts";
import { type AccessToken, originOf, type Session } from "../session.ts";
import { readTokenClaims, type TokenClaims } from "./claims.ts";

/** One thing that a token says, against what the API wants. */
export interface Finding {
  claim: "issuer" | "audience" | "scope" | "expiry";
  isWrong: boolean;
  /** A sentence without its full stop. */
  text: string;
}

export type WantedToken = Pick<SignInMethod, "issuer" | "audience" | "scopes">;

/** A token, the API it is for, and what that API wants: `undefined` when it does not say and nothing is remembered. */
export interface TokenCheck {
  apiUrl: string;
  token: AccessToken;
  wanted: WantedToken | undefined;
  /** What `wish init` has remembered, which is what `wish login` would ask for. */
  remembered: WantedToken | undefined;
  now: number;
}

/**
 * Compares what a token says with what the API wants, as its authorizer will.
 *
 * @param wanted `undefined` when the API does not say and nothing is remembered; then only the time can be wrong
 */
export function checkToken(claims: TokenClaims, wanted: WantedToken | undefined, now: number): Finding[] {
  const issuer = claims.issuer ?? "nobody";
  const audience = claims.audiences.join(" and ") || "nothing";
  // Only some may change what others have added.
  const isMissing = (scope: string) => scope !== scopes.manage && !claims.scopes.includes(scope);
  const missingScopes = wanted?.scopes.filter(isMissing) ?? [];
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

/**
 * Refuses a token that the API would refuse, without sending it there: all that the API takes one for is adding.
 *
 * Whether the signature is right only the API can say; for a token that the issuer has just given it is.
 *
 * @throws Failure `unauthorized`, or `forbidden` when only a scope is missing
 */
export function requireWantedToken(check: TokenCheck): void {
  const problem = problemOf(check);
  if (problem) throw problem;
}

/** The failure that the API's refusal of a token will be; `undefined` where nothing can be seen to be wrong with it. */
export function problemOf(check: TokenCheck): Failure | undefined {
  const claims = readTokenClaims(check.token.value);
  const wrong = claims && wrongIn(claims, check);
  if (wrong?.length === 0) return undefined;
  const code = wrong?.every(({ claim }) => claim === "scope") ? "forbidden" : "unauthorized";
  return refusedToken(code, willRefuse(check.token.origin), check);
}

/** As {@link problemOf}, of a session that began with a token that nobody can see the end of, without reading it. */
export function refusedSession(session: Session): Failure {
  return new Failure("unauthorized", willRefuse(originOf(session)), {
    hints: ["It is not a JWT that says when it ends, and the API accepts nothing else.", "Run `wish login`."],
  });
}

function willRefuse(origin: AccessToken["origin"]): string {
  return `The API will refuse the token from ${origin}.`;
}

/** Says of a token that the API refuses all that can be seen to be wrong with it, and what to do. */
export function refusedToken(code: "unauthorized" | "forbidden", message: string, check: TokenCheck): Failure {
  const claims = readTokenClaims(check.token.value);
  return new Failure(code, message, {
    hints: [
      ...defectsOf(check),
      wayOut(check, claims ? wrongIn(claims, check) : []),
      "`wish doctor` looks at everything that can be wrong with a token.",
    ],
  });
}

/** All that can be seen to be wrong with a token, a sentence each. */
export function defectsOf(check: Omit<TokenCheck, "apiUrl" | "remembered">): string[] {
  const claims = readTokenClaims(check.token.value);
  return claims ? wrongIn(claims, check).map(sentence) : [`It is ${notJwt}.`];
}

export const notJwt = "not a JWT, and the API accepts nothing else";

function wrongIn(claims: TokenClaims, { wanted, now }: Pick<TokenCheck, "wanted" | "now">): Finding[] {
  return checkToken(claims, wanted, now).filter(({ isWrong }) => isWrong);
}

function wayOut({ apiUrl, token, wanted, remembered }: TokenCheck, wrong: readonly Finding[]): string {
  if (token.origin === "WISH_TOKEN") return "Set WISH_TOKEN to a token that this API takes, or unset it.";
  const isForAnother = wrong.some(({ claim }) => claim === "issuer" || claim === "audience");
  return (isForAnother && initFirst(apiUrl, remembered, wanted)) || "Run `wish login`.";
}

/** What to do where the API wants another token by now than signing in again would ask for; `undefined` where it does not. */
export function initFirst(
  apiUrl: string,
  remembered: WantedToken | undefined,
  wanted: WantedToken | undefined,
): string | undefined {
  const isOutdated =
    remembered && wanted && (remembered.issuer !== wanted.issuer || remembered.audience !== wanted.audience);
  return isOutdated ? `Run \`wish init ${apiUrl}\`, and then \`wish login\`.` : undefined;
}

/** A finding as a sentence of its own. */
export function sentence({ text }: Finding): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
