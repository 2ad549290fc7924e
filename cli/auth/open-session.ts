import type { Context } from "../context.ts";
import { parseToken } from "../settings.ts";
import { openStore } from "./store/open-store.ts";
import { createSession, type Session } from "./session.ts";
import { createSessionFile } from "./session-file.ts";
import { createSessionLock } from "./session-lock.ts";

/**
 * Puts the session with one API together.
 *
 * @throws Failure `bad_settings` when WISH_TOKEN cannot be a token
 */
export function openSession(context: Context, apiUrl: string): Session {
  const { environment, settings, send } = context;
  return createSession({
    apiUrl,
    token: parseToken("WISH_TOKEN", settings.token),
    file: createSessionFile(settings.configFolder),
    storeOf: (record) => openStore(context, record.store),
    exclusively: createSessionLock(settings.configFolder),
    interrupts: environment.interrupts,
    now: environment.now,
    requestRenewal: async (renewal, refreshToken) => {
      // openid-client is loaded only where a token has really run out.
      const { renewTokens } = await import("./oauth/token-endpoint.ts");
      return renewTokens(apiUrl, renewal, refreshToken, send);
    },
    explainRefusal: async (token, reason) => {
      const [{ findWantedToken }, { refusedToken }] = await Promise.all([
        import("./sign-in-settings.ts"),
        import("./token/refused-token.ts"),
      ]);
      const wanted = await findWantedToken(settings, apiUrl, send);
      const message = `The API refused the token from ${token.origin}: ${reason ?? "it gives no reason"}.`;
      return refusedToken({ code: "unauthorized", message, apiUrl, token, wanted, now: environment.now() });
    },
  });
}
