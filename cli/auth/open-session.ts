import type { Context } from "../context.ts";
import { openStore } from "./open-store.ts";
import { createSession, type Session } from "./session.ts";
import { createSessionFile } from "./session-file.ts";
import { createSessionLock } from "./session-lock.ts";

/** Puts the session with one API together. */
export function openSession(context: Context, apiUrl: string): Session {
  const { environment, settings, send } = context;
  return createSession({
    apiUrl,
    token: settings.token,
    file: createSessionFile(settings.configFolder),
    storeOf: (record) => openStore(context, record.store),
    exclusively: createSessionLock(settings.configFolder),
    interrupts: environment.interrupts,
    now: environment.now,
    requestRenewal: async (renewal, refreshToken) => {
      // openid-client is loaded only where a token has really run out.
      const { renewTokens } = await import("./token-endpoint.ts");
      return renewTokens(apiUrl, renewal, refreshToken, send, environment.now);
    },
  });
}
