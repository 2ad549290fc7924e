import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

import { type Answer, type Received, startServer, type TestServer } from "./server.ts";
import { unsignedToken } from "./token.ts";

/** What an issuer in a test does, in order; the last of a list is repeated. */
export interface IssuerScript {
  /** Answers to the polls before the sign-in is approved. */
  polls?: Answer[];
  deviceCode?: Partial<Record<string, unknown>>;
  /** Answer to the request for a device code, in place of a good one. */
  deviceCodeRefusal?: Answer;
  /** Answers to refreshes, in place of a good one. */
  refreshes?: Answer[];
  /** Answers a refresh in place of `refreshes`. */
  onRefresh?: (refreshToken: string) => Promise<Answer>;
  revocation?: Answer;
  accessTokenSeconds?: number;
  /** Makes the access tokens JWTs for this. */
  audience?: string;
  grantedScope?: string;
  personName?: string;
  /** Members of its discovery document, in place of the usual ones. */
  metadata?: Record<string, unknown>;
}

export interface ScriptedIssuer extends TestServer {
  issuer: string;
  /** The script, to be changed between runs. */
  script: IssuerScript;
  polls(): Received[];
  refreshes(): Received[];
}

export const pending: Answer = { status: 403, body: { error: "authorization_pending" } };

// Making one takes longer than most tests; nobody looks which issuer it is of.
const keyPair = generateKeyPair("RS256");

/** Starts an issuer that follows a script and answers as Auth0 does: its paths, its statuses, rotating refresh tokens. */
export async function startScriptedIssuer(script: IssuerScript = {}): Promise<ScriptedIssuer> {
  const { privateKey, publicKey } = await keyPair;
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: "test", alg: "RS256", use: "sig" };
  let issued = 0;
  const server = await startServer(answer);
  const issuer: ScriptedIssuer = {
    ...server,
    issuer: `${server.origin}/`,
    script,
    polls: () => tokenRequests("urn:ietf:params:oauth:grant-type:device_code"),
    refreshes: () => tokenRequests("refresh_token"),
  };
  return issuer;

  function tokenRequests(grantType: string): Received[] {
    return server.received.filter(
      (request) => request.path === "/oauth/token" && new URLSearchParams(request.body).get("grant_type") === grantType,
    );
  }

  async function answer(request: Received): Promise<Answer> {
    switch (request.path) {
      case "/.well-known/openid-configuration":
      case "/api/oidc/.well-known/openid-configuration":
        return {
          status: 200,
          body: {
            issuer: issuer.issuer,
            token_endpoint: `${issuer.origin}/oauth/token`,
            device_authorization_endpoint: `${issuer.origin}/oauth/device/code`,
            revocation_endpoint: `${issuer.origin}/oauth/revoke`,
            jwks_uri: `${issuer.origin}/.well-known/jwks.json`,
            ...issuer.script.metadata,
          },
        };
      case "/.well-known/jwks.json":
        return { status: 200, body: { keys: [jwk] } };
      case "/oauth/device/code":
        if (issuer.script.deviceCodeRefusal) return issuer.script.deviceCodeRefusal;
        return {
          status: 200,
          body: {
            device_code: "device-secret",
            user_code: "WDJB-MJHT",
            verification_uri: `${issuer.origin}/activate`,
            verification_uri_complete: `${issuer.origin}/activate?user_code=WDJB-MJHT`,
            expires_in: 900,
            interval: 0.01,
            ...issuer.script.deviceCode,
          },
        };
      case "/oauth/revoke":
        return issuer.script.revocation ?? { status: 200 };
      case "/oauth/token": {
        const isPoll = request.body.includes("device_code");
        if (!isPoll && issuer.script.onRefresh) {
          return issuer.script.onRefresh(new URLSearchParams(request.body).get("refresh_token") ?? "");
        }
        const scripted = isPoll
          ? issuer.script.polls?.[issuer.polls().length - 1]
          : issuer.script.refreshes?.[issuer.refreshes().length - 1];
        return scripted ?? { status: 200, body: await tokens() };
      }
      default:
        return { status: 404 };
    }
  }

  async function tokens() {
    const { audience } = issuer.script;
    issued += 1;
    const idToken = await new SignJWT({ name: issuer.script.personName ?? "Ada Lovelace" })
      .setProtectedHeader({ alg: "RS256", kid: "test" })
      .setIssuer(issuer.issuer)
      .setSubject("ada")
      .setAudience("client")
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);
    return {
      access_token: audience === undefined ? `access-${issued}` : unsignedToken({ aud: audience, jti: `${issued}` }),
      refresh_token: `refresh-${issued}`,
      id_token: idToken,
      token_type: "Bearer",
      expires_in: issuer.script.accessTokenSeconds ?? 86_400,
      ...(issuer.script.grantedScope !== undefined && { scope: issuer.script.grantedScope }),
    };
  }
}
