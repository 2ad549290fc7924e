import { Failure } from "../failure.ts";
import type { Interrupts } from "../interrupts.ts";
import type { CredentialStore, Tokens } from "./store/credential-store.ts";
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
  /** What to throw about a token that the API refuses for good; `reason` is what the API says. */
  refusal(refused: AccessToken, reason: string | undefined): Promise<Failure>;
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
  explainRefusal: Session["refusal"];
}

export interface Renewal {
  tokens: Tokens;
  /** `expires_in` of the answer (RFC 6749 §5.1). */
  accessTokenSeconds: number | undefined;
}

const renewBeforeSeconds = 60;

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

  /**
   * To be run by one process at a time; the others find the new token when their turn comes.
   *
   * @param refused the token that the API does not take, where that is the reason to renew
   */
  async function renewStored(refused?: string): Promise<AccessToken> {
    const stored = await readStored();
    if (stored.tokens.accessToken !== refused && !endsSoon(stored.record, now())) return accessTokenOf(stored);
    const { record, store, tokens } = stored;
    if (!record.renewal || !tokens.refreshToken) throw sessionOver(apiUrl);
    const renewal = await parts.requestRenewal(record.renewal, tokens.refreshToken).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "session_over") return forget(stored, error);
      // An issuer in trouble is no reason to give up a token that is still good.
      if (tokens.accessToken !== refused && !hasEnded(record, now())) return stored;
      throw error;
    });
    if ("record" in renewal) return accessTokenOf(renewal);
    const { accessTokenSeconds } = renewal;
    const renewed = { ...renewal.tokens, refreshToken: renewal.tokens.refreshToken ?? tokens.refreshToken };
    await store.write(apiUrl, renewed);
    await file.write(apiUrl, {
      ...record,
      accessTokenExpiresAt: expiryOf(accessTokenSeconds, now)?.toISOString(),
      accessTokenSeconds,
    });
    return accessTokenOf({ ...stored, tokens: renewed });
  }

  /** Clears a session that is proven dead; gives the newer one where that has taken its place meanwhile. */
  async function forget({ store, tokens }: StoredSession, proof: Failure): Promise<StoredSession> {
    const current = await store.read(apiUrl);
    if (current && current.refreshToken !== tokens.refreshToken) return readStored();
    await store.clear(apiUrl);
    await file.remove(apiUrl);
    throw proof;
  }

  // Between the issuer's answer and the store, this process has the only copy of the new refresh token.
  const renewAlone = (refused?: string) =>
    parts.exclusively(() => parts.interrupts.finishFirst(() => renewStored(refused)));

  return {
    async accessToken() {
      if (parts.token) return { value: parts.token, origin: "WISH_TOKEN" };
      const record = await file.read(apiUrl);
      // The store is read under the lock then, and only there: a keychain takes as long as the rest of the program.
      if (record?.renewal && endsSoon(record, now())) return renewAlone();
      if (record && hasEnded(record, now())) throw sessionOver(apiUrl);
      return accessTokenOf(await readStored());
    },
    async renew(refused) {
      if (refused.origin === "WISH_TOKEN") return undefined;
      const record = await file.read(apiUrl);
      return record?.renewal ? renewAlone(refused.value) : undefined;
    },
    refusal: parts.explainRefusal,
  };
}

function accessTokenOf({ record, tokens }: StoredSession): AccessToken {
  return { value: tokens.accessToken, origin: record.store === "keychain" ? "the keychain" : "the credentials file" };
}

export function notSignedIn(apiUrl: string): Failure {
  return new Failure("not_signed_in", `You are not signed in to ${apiUrl}.`, {
    hints: ["Run `wish login`, or set WISH_TOKEN."],
  });
}

export function sessionOver(apiUrl: string, cause?: unknown): Failure {
  return new Failure("session_over", `Your session with ${apiUrl} is over.`, { hints: ["Run `wish login`."], cause });
}

/** The time at which something ends that lives for so many seconds from now. */
export function expiryOf(seconds: number | undefined, now: () => number): Date | undefined {
  return seconds === undefined ? undefined : new Date(now() + seconds * 1000);
}

/** Whether a session's access token has ended at that time. */
export function hasEnded({ accessTokenExpiresAt }: SessionRecord, now: number): boolean {
  return accessTokenExpiresAt !== undefined && Date.parse(accessTokenExpiresAt) <= now;
}

/** Whether it has less than a minute left, or less than half of its life where that is shorter still. */
function endsSoon(record: SessionRecord, now: number): boolean {
  const seconds = Math.min(renewBeforeSeconds, (record.accessTokenSeconds ?? Infinity) / 2);
  return hasEnded(record, now + seconds * 1000);
}
