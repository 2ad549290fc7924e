import { join } from "node:path";

import type { Environment } from "../environment.ts";
import { failureIn } from "../failure.ts";
import type { Send } from "../http/message.ts";
import type { Output } from "../output/output.ts";
import { type CredentialStoreKind, type KnownApi, parseToken, type RunSettings } from "../settings.ts";
import { type Revocation, revoke } from "./revocation.ts";
import { createSessionFile, type LockedSessionFile } from "./session-file.ts";
import {
  type AccessToken,
  endsSoon,
  expiryOf,
  hasEnded,
  type IssuerClient,
  notSignedIn,
  originOf,
  type Session,
  sessionOver,
  type SignedIn,
  type Tokens,
} from "./session.ts";
import type { CredentialStore } from "./store/credential-store.ts";
import { credentialsName } from "./store/file-store.ts";
import { openStore } from "./store/open-store.ts";
import { holdingRoom } from "./store/room.ts";

/**
 * Begins, reads, renews and ends the sessions of this user.
 *
 * Every method throws Failure `keychain_unavailable` or `credentials_exposed` when it needs the tokens and their store
 * cannot be used.
 */
export interface Sessions {
  /** The file that holds the tokens of the sessions whose store is `file`. */
  credentialsFile: string;
  /** The session with an API; touches neither its tokens nor the network. */
  read: (apiUrl: string) => Session | undefined;
  /** The APIs of all sessions that began with a sign-in. */
  known: () => KnownApi[];
  /** Finds out whether tokens could be stored there. */
  probe: (store: CredentialStoreKind) => Promise<void>;
  /** Begins a session with what `signIn` gives, which is not called before it is known that tokens can be stored. */
  begin: (apiUrl: string, signIn: () => Promise<SignedIn>) => Promise<Session>;
  /**
   * WISH_TOKEN, otherwise a token with at least a minute left, renewed where needed.
   *
   * @throws Failure `not_signed_in`, `session_over`, `bad_settings` when WISH_TOKEN cannot be a token, or as the issuer
   * does
   */
  accessToken: (apiUrl: string) => Promise<AccessToken>;
  /** Another token in place of one that the API refuses; `undefined` when there is no way to get one. */
  renew: (apiUrl: string, refused: AccessToken) => Promise<AccessToken | undefined>;
  /** Ends the session here, whatever the issuer says to it; `undefined` when there is none. */
  end: (apiUrl: string) => Promise<{ session: Session; revocation: Revocation } | undefined>;
}

export interface SessionsParts {
  environment: Environment;
  settings: RunSettings;
  output: Output;
  send: Send;
}

interface StoredSession {
  session: Session;
  store: CredentialStore;
  tokens: Tokens;
}

export function createSessions({ environment, settings, output, send }: SessionsParts): Sessions {
  const { interrupts, now } = environment;
  const folder = settings.configFolder;
  const file = createSessionFile(folder, () =>
    output.note(["Waiting for another `wish` process to renew the session…"]),
  );

  // Between the issuer's answer and the store, this process has the only copy of the new tokens.
  const changeAlone = <T>(work: (locked: LockedSessionFile) => Promise<T>) =>
    file.whileLocked((locked) => interrupts.finishFirst(() => work(locked)));

  const storeOf = (kind: CredentialStoreKind) => openStore(kind, { environment, folder, output });

  async function readStored(apiUrl: string): Promise<StoredSession> {
    const session = file.read(apiUrl);
    if (!session) throw notSignedIn(apiUrl);
    const store = storeOf(session.store);
    const tokens = await store.read(apiUrl);
    if (!tokens) throw notSignedIn(apiUrl);
    return { session, store, tokens };
  }

  /** Clears a session that the issuer has ended; gives the newer one where that has taken its place meanwhile. */
  async function forget(
    apiUrl: string,
    { store, tokens }: StoredSession,
    locked: LockedSessionFile,
    proof: unknown,
  ): Promise<StoredSession> {
    const current = await store.read(apiUrl);
    if (current && current.refreshToken !== tokens.refreshToken) return readStored(apiUrl);
    await store.clear(apiUrl);
    await locked.remove(apiUrl);
    throw proof;
  }

  /** The issuer takes a refresh token only once, so that what comes for it must find its place. */
  async function renewSafely(apiUrl: string, store: CredentialStore, renewal: IssuerClient, refreshToken: string) {
    await store.probe();
    return holdingRoom(folder.path, async () => {
      // openid-client is loaded only where a token has really run out.
      const { renewTokens } = await import("./oauth/token-endpoint.ts");
      return renewTokens(apiUrl, renewal, refreshToken, send);
    });
  }

  /** @param refused the token that the API does not take, where that is the reason to renew */
  async function renewStored(apiUrl: string, locked: LockedSessionFile, refused?: string): Promise<AccessToken> {
    const stored = await readStored(apiUrl);
    const { session, store, tokens } = stored;
    // Another process may have renewed it while this one waited for the lock.
    if (tokens.accessToken !== refused && !endsSoon(session, now())) return accessTokenOf(stored);
    if (!session.renewal || !tokens.refreshToken) throw sessionOver(apiUrl);
    const renewing = renewSafely(apiUrl, store, session.renewal, tokens.refreshToken);
    const outcome = await renewing.catch((error: unknown) => {
      if (failureIn(error)?.code === "session_over") return forget(apiUrl, stored, locked, error);
      // An issuer in trouble, or a full disk, is no reason to give up a token that is still good.
      if (tokens.accessToken !== refused && !hasEnded(session, now())) return stored;
      throw error;
    });
    if ("store" in outcome) return accessTokenOf(outcome);
    const { accessTokenSeconds } = outcome;
    await store.write(apiUrl, outcome.tokens);
    await locked.write(apiUrl, {
      ...session,
      accessTokenExpiresAt: expiryOf(accessTokenSeconds, now)?.toISOString(),
      accessTokenSeconds,
    });
    return accessTokenOf({ ...stored, tokens: outcome.tokens });
  }

  return {
    credentialsFile: join(folder.path, credentialsName),
    read: (apiUrl) => file.read(apiUrl),
    known: () => [...file.readAll()].flatMap(([apiUrl, { signIn }]) => (signIn ? [{ apiUrl, signIn }] : [])),
    probe: (kind) => storeOf(kind).probe(),

    async begin(apiUrl, signIn) {
      const store = storeOf(settings.credentialStore);
      await store.probe();
      const signedIn = await signIn();
      const session = { ...signedIn.session, store: store.kind, signedInAt: new Date(now()).toISOString() };
      await changeAlone(async (locked) => {
        const previous = file.read(apiUrl);
        // A store that cannot be used any more cannot be cleared either, and is no reason to lose the new tokens.
        if (previous && previous.store !== store.kind)
          await storeOf(previous.store)
            .clear(apiUrl)
            .catch(() => {});
        // The tokens come last: ended by force before, there is nobody signed in, and nothing that nobody knows of.
        await store.clear(apiUrl);
        await locked.write(apiUrl, session);
        await store.write(apiUrl, signedIn.tokens);
      });
      return session;
    },

    async accessToken(apiUrl) {
      const token = parseToken("WISH_TOKEN", settings.token);
      if (token !== undefined) return { value: token, origin: "WISH_TOKEN" };
      const session = file.read(apiUrl);
      // The store is read under the lock then, and only there: a keychain takes as long as the rest of the program.
      if (session?.renewal && endsSoon(session, now())) return changeAlone((locked) => renewStored(apiUrl, locked));
      if (session && hasEnded(session, now())) throw sessionOver(apiUrl);
      return accessTokenOf(await readStored(apiUrl));
    },

    async renew(apiUrl, { origin, value }) {
      if (origin === "WISH_TOKEN" || !file.read(apiUrl)?.renewal) return undefined;
      return changeAlone((locked) => renewStored(apiUrl, locked, value));
    },

    end: (apiUrl) =>
      file.whileLocked(async (locked) => {
        const session = file.read(apiUrl);
        if (!session) return undefined;
        const store = storeOf(session.store);
        const revocation = await revoke(session, () => store.read(apiUrl), send);
        await store.clear(apiUrl);
        await locked.remove(apiUrl);
        return { session, revocation };
      }),
  };
}

function accessTokenOf({ session, tokens }: StoredSession): AccessToken {
  return { value: tokens.accessToken, origin: originOf(session) };
}
