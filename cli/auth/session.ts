import { Failure } from "../failure.ts";
import type { CredentialStoreKind, KnownApi } from "../settings.ts";

/** A session with one API, without its tokens: to say who is signed in, nothing secret is touched. */
export interface Session {
  /** How the issuer calls the person. */
  name?: string | undefined;
  /** Where its tokens are. */
  store: CredentialStoreKind;
  /** ISO 8601; absent when the issuer did not say. */
  accessTokenExpiresAt?: string | undefined;
  /** How long the access token lived when it was issued; absent when that is not known. */
  accessTokenSeconds?: number | undefined;
  /** ISO 8601. */
  signedInAt?: string | undefined;
  /** Who has issued its tokens, and for what; absent when the token was brought along. */
  signIn?: KnownApi["signIn"] | undefined;
  /** Absent when the token was brought along and cannot be renewed. */
  renewal?: IssuerClient | undefined;
}

/** What it takes to renew and to revoke without asking the issuer for its metadata again. */
export interface IssuerClient {
  issuer: string;
  clientId: string;
  tokenEndpoint: string;
  revocationEndpoint?: string | undefined;
  /** What the tokens are for, to be sent along (RFC 8707 §2); absent where the sign-in did not send it. */
  resource?: string | undefined;
  /** `id_token_signing_alg_values_supported` of the issuer; RS256 when absent. */
  idTokenAlgorithms?: string[] | undefined;
}

export interface Tokens {
  accessToken: string;
  refreshToken?: string | undefined;
}

/** What a sign-in gives, before it is stored. */
export interface SignedIn {
  session: Omit<Session, "store" | "signedInAt">;
  tokens: Tokens;
}

type SessionOrigin = "the keychain" | "the credentials file";

/** An access token to send. */
export interface AccessToken {
  value: string;
  /** Where it comes from, in words for a message. */
  origin: "WISH_TOKEN" | "standard input" | SessionOrigin;
}

const renewBeforeSeconds = 60;

/** The last and the first millisecond that a date can have (ECMA-262, time values). */
const endOfTime = 8_640_000_000_000_000;

/** Makes a date of a number that somebody else has chosen: one beyond the calendar becomes its last or first day. */
export function dateOf(milliseconds: number): Date {
  return new Date(Math.max(-endOfTime, Math.min(milliseconds, endOfTime)));
}

/** The time at which something ends that lives for so many seconds from now. */
export function expiryOf(seconds: number | undefined, now: () => number): Date | undefined {
  return seconds === undefined ? undefined : dateOf(now() + seconds * 1000);
}

/** Whether a session began with a token that was brought along. */
export function isBrought({ signIn, renewal }: Session): boolean {
  return signIn === undefined && renewal === undefined;
}

/** Whether a session's access token has ended at that time. */
export function hasEnded({ accessTokenExpiresAt }: Session, now: number): boolean {
  return accessTokenExpiresAt !== undefined && Date.parse(accessTokenExpiresAt) <= now;
}

/** Whether it has less than a minute left, or less than half of its life where that is shorter still. */
export function endsSoon(session: Session, now: number): boolean {
  const seconds = Math.min(renewBeforeSeconds, (session.accessTokenSeconds ?? Infinity) / 2);
  return hasEnded(session, now + seconds * 1000);
}

/** Where the tokens of a session are, in words for a message. */
export function originOf({ store }: Session): SessionOrigin {
  return store === "keychain" ? "the keychain" : "the credentials file";
}

export function notSignedIn(apiUrl: string): Failure {
  return new Failure("not_signed_in", `You are not signed in to ${apiUrl}.`, {
    hints: ["Run `wish login`, or set WISH_TOKEN."],
  });
}

export function sessionOver(apiUrl: string): Failure {
  return new Failure("session_over", `Your session with ${apiUrl} is over.`, { hints: ["Run `wish login`."] });
}

/** A refusal without a reason may be the issuer's, or that of a proxy in front of it; so the tokens are kept. */
export function sessionRefused(apiUrl: string, issuer: string, status: number): Failure {
  return new Failure("session_refused", `Your session with ${apiUrl} was not renewed: ${issuer} answered ${status}.`, {
    hints: ["Try again. If that does not help, run `wish login`."],
  });
}
