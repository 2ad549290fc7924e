import { Failure } from "../failure.ts";
import type { Interrupts } from "../interrupts.ts";
import type { CredentialStore, Tokens } from "./credential-store.ts";
import type { RenewalRecord, SessionFile, SessionRecord } from "./session-file.ts";
import type { ExclusiveRun } from "./session-lock.ts";

export interface AccessToken {
  value: string;
  /** Where it comes from, in words for a message. */
  origin: "WISH_TOKEN" | "the keychain" | "the credentials file";
}

/** Gives out access tokens for one API; to be asked before every request, not once a run. */
export interface Session {
  /**
   * A token with at least a minute left, renewed where needed.
   *
   * @throws Failure `not_signed_in`, `session_over`, or as the store and the issuer do
   */
  accessToken(): Promise<AccessToken>;
  /** Another token in place of one that the API refuses; `undefined` when there is no way to get one. */
  renew(refused: AccessToken): Promise<AccessToken | undefined>;
}

export interface SessionParts {
  apiUrl: string;
  /** WISH_TOKEN: goes before anything stored and is never renewed. */
  token: string | undefined;
  file: SessionFile;
  storeOf: (record: SessionRecord) => CredentialStore;
  exclusively: ExclusiveRun;
  interrupts: Interrupts;
  now: () => number;
  /** Asks the issuer for new tokens; throws Failure `session_over` when it takes the refresh token no more. */
  requestRenewal: (renewal: RenewalRecord, refreshToken: string) => Promise<Renewal>;
}

export interface Renewal {
  tokens: Tokens;
  accessTokenExpiresAt: Date | undefined;
}

const renewBeforeMilliseconds = 60_000;

interface StoredSession {
  record: SessionRecord;
  store: CredentialStore;
  tokens: Tokens;
}

export function createSession(parts: SessionParts): Session {
  const { apiUrl, file, now } = parts;

  async function readStored(): Promise<StoredSession> {
    const record = await file.read(apiUrl);
    if (!record) throw notSignedIn(apiUrl);
    const store = parts.storeOf(record);
    const tokens = await store.read(apiUrl);
    if (!tokens) throw notSignedIn(apiUrl);
    return { record, store, tokens };
  }

  /** To be run by one process at a time; the others find the new token when their turn comes. */
  async function renewStored(stale: string): Promise<AccessToken> {
    const stored = await readStored();
    if (stored.tokens.accessToken !== stale && !endsSoon(stored.record, now())) return accessTokenOf(stored);
    const { record, store, tokens } = stored;
    if (!record.renewal || !tokens.refreshToken) throw sessionOver(apiUrl);
    const renewal = await parts.requestRenewal(record.renewal, tokens.refreshToken).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "session_over") return forget(stored, error);
      throw error;
    });
    if (!renewal) return accessTokenOf(await readStored());
    const renewed = { ...renewal.tokens, refreshToken: renewal.tokens.refreshToken ?? tokens.refreshToken };
    await store.write(apiUrl, renewed);
    await file.write(apiUrl, { ...record, accessTokenExpiresAt: renewal.accessTokenExpiresAt?.toISOString() });
    return accessTokenOf({ ...stored, tokens: renewed });
  }

  /** Clears a session that is proven dead, unless a newer one has taken its place meanwhile. */
  async function forget({ store, tokens }: StoredSession, proof: Failure): Promise<undefined> {
    const current = await store.read(apiUrl);
    if (current && current.refreshToken !== tokens.refreshToken) return;
    await store.clear(apiUrl);
    await file.remove(apiUrl);
    throw proof;
  }

  // Between the issuer's answer and the store, this process has the only copy of the new refresh token.
  const renewAlone = (stale: string) => parts.exclusively(() => parts.interrupts.finishFirst(() => renewStored(stale)));

  return {
    async accessToken() {
      if (parts.token) return { value: parts.token, origin: "WISH_TOKEN" };
      const stored = await readStored();
      if (!endsSoon(stored.record, now())) return accessTokenOf(stored);
      if (isRenewable(stored)) return renewAlone(stored.tokens.accessToken);
      if (hasEnded(stored.record, now())) throw sessionOver(apiUrl);
      return accessTokenOf(stored);
    },
    async renew(refused) {
      if (refused.origin === "WISH_TOKEN") return undefined;
      return isRenewable(await readStored()) ? renewAlone(refused.value) : undefined;
    },
  };
}

function accessTokenOf({ record, tokens }: StoredSession): AccessToken {
  return { value: tokens.accessToken, origin: record.store === "keychain" ? "the keychain" : "the credentials file" };
}

function isRenewable({ record, tokens }: StoredSession): boolean {
  return record.renewal !== undefined && tokens.refreshToken !== undefined;
}

export function notSignedIn(apiUrl: string): Failure {
  return new Failure("not_signed_in", `You are not signed in to ${apiUrl}.`, {
    hints: ["Run `wish login`, or set WISH_TOKEN."],
  });
}

export function sessionOver(apiUrl: string, cause?: unknown): Failure {
  return new Failure("session_over", `Your session with ${apiUrl} is over.`, { hints: ["Run `wish login`."], cause });
}

/** Whether a session's access token has ended at that time. */
export function hasEnded({ accessTokenExpiresAt }: SessionRecord, now: number): boolean {
  return accessTokenExpiresAt !== undefined && Date.parse(accessTokenExpiresAt) <= now;
}

function endsSoon(record: SessionRecord, now: number): boolean {
  return hasEnded(record, now + renewBeforeMilliseconds);
}
