import { type Issuer, type IssuerOptions, startIssuer } from "../../../../infra/local/issuer/issuer.ts";
import { type PersonOptions, signInAsPerson } from "../../../../infra/local/issuer/person.ts";

export const clientId = "wish-cli";
export const audience = "https://auth0-jwt-authorizer";
export const allScopes = "openid profile offline_access create:wishes";

/** Starts an issuer in memory on a free port, unless told otherwise. */
export function startTestIssuer(options: Partial<IssuerOptions> = {}): Promise<Issuer> {
  return startIssuer({ port: 0, dataFolder: undefined, clientId, audience, scopes: ["create:wishes"], ...options });
}

export interface Answer {
  status: number;
  body: Record<string, string>;
}

export interface DeviceAnswer {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  scope: string;
  expires_in: number;
}

/** What a command line would send, without a library in between. */
export function createClient(issuerUrl: string) {
  async function post(path: string, parameters: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({ client_id: clientId, ...parameters });
    const response = await fetch(issuerUrl + path, { method: "POST", body });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  }

  const client = {
    async askForCode(parameters: Record<string, string> = {}): Promise<DeviceAnswer> {
      const { body } = await post("oauth/device/code", { audience, scope: allScopes, ...parameters });
      return body as unknown as DeviceAnswer;
    },

    refuseCode: (parameters: Record<string, string>) => post("oauth/device/code", parameters),

    poll: (deviceCode: string) =>
      post("oauth/token", {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: deviceCode,
      }),

    refresh: (refreshToken: string, parameters: Record<string, string> = {}) =>
      post("oauth/token", { grant_type: "refresh_token", refresh_token: refreshToken, ...parameters }),

    revoke: (token: string) => post("oauth/revoke", { token }),

    async signIn(
      userName = "Ada",
      parameters: Record<string, string> = {},
      choices: Pick<PersonOptions, "keeper"> = {},
    ): Promise<Tokens> {
      const { device_code: deviceCode, verification_uri_complete: verificationUriComplete } =
        await client.askForCode(parameters);
      await signInAsPerson({ verificationUriComplete, userName, fetch, ...choices });
      return (await client.poll(deviceCode)).body as unknown as Tokens;
    },

    userinfo: (accessToken: string) =>
      fetch(`${issuerUrl}userinfo`, { headers: { authorization: `Bearer ${accessToken}` } }),
  };
  return client;
}
