import { failureIn } from "../failure.ts";
import type { Send } from "../http/message.ts";
import type { Session, Tokens } from "./session.ts";

/** What became of the refresh token at the issuer when a session was ended. */
export type Revocation = "revoked" | "nothing_to_revoke" | "not_offered" | { failed: string };

/**
 * Revokes the refresh token of a session, where there is one and the issuer offers it.
 *
 * @throws Failure `keychain_unavailable` when the token cannot be read: it could not be deleted there either
 */
export async function revoke(
  { renewal }: Session,
  readTokens: () => Promise<Tokens | undefined>,
  send: Send,
): Promise<Revocation> {
  if (!renewal) return "nothing_to_revoke";
  try {
    const refreshToken = (await readTokens())?.refreshToken;
    if (refreshToken === undefined) return "nothing_to_revoke";
    if (renewal.revocationEndpoint === undefined) return "not_offered";
    const { revokeToken } = await import("./oauth/token-endpoint.ts");
    await revokeToken(renewal, refreshToken, send);
    return "revoked";
  } catch (error) {
    const failure = failureIn(error);
    if (failure?.code === "keychain_unavailable") throw error;
    return { failed: failure?.message ?? String(error) };
  }
}
