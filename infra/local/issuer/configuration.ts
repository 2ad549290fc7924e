import type { Configuration, KoaContextWithOIDC } from "oidc-provider";

import { scopes } from "../../../service/contract.ts";
import { claimsOf } from "./account.ts";
import { shapeAccessToken } from "./auth0-dialect.ts";
import type { Library } from "./library.ts";
import { problemPage } from "./pages.ts";
import type { RecordStore } from "./record-store.ts";
import { showPage } from "./show-page.ts";
import { isKeeper, signInUrl } from "./sign-in.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { askForUserCode, confirmUserCode, sayDone } from "./user-code.ts";

/** What the issuer serves: one application, one API. */
export interface LocalTenant {
  clientId: string;
  audience: string;
  /** The API's scopes. */
  scopes: string[];
  accessTokenSeconds: number;
  pollIntervalSeconds: number;
}

// Auth0's defaults.
const deviceCodeSeconds = 900;
const idTokenSeconds = 36_000;
const refreshTokenSeconds = 30 * 86_400;

// oidc-provider requires a URI (RFC 8707 §2), but an Auth0 audience can be any text. So this stands for it inside.
const apiResource = "urn:wish:api";

/** Describes an Auth0 tenant in options of oidc-provider. `auth0-dialect.ts` does what they cannot express. */
export function configurationOf(
  tenant: LocalTenant,
  { errors, interactionPolicy }: Library,
  store: RecordStore,
  jwks: SigningKeys,
): Configuration {
  const { Check, Prompt } = interactionPolicy;
  const requireAudience = (audience: unknown) => {
    if (audience === tenant.audience) return;
    throw new errors.CustomOIDCProviderError("access_denied", `Service not found: ${String(audience)}`);
  };
  const askEachTime = new Check("each_time", "each sign-in asks who it is", (ctx) => !ctx.oidc.result?.login);

  return {
    adapter: (model: string) => store.adapter(model),
    jwks,
    clients: [
      {
        client_id: tenant.clientId,
        client_name: "wish on the command line",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    clientAuthMethods: ["none"],
    clientBasedCORS: () => false,
    responseTypes: ["code"],
    scopes: ["openid", "profile", "offline_access"],
    claims: { openid: ["sub"], profile: ["name", "nickname"] },
    // Auth0 puts the profile into the id token, even if /userinfo can be used.
    conformIdTokenClaims: false,
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => claimsOf(accountId) }),
    routes: {
      authorization: "/authorize",
      code_verification: "/activate",
      device_authorization: "/oauth/device/code",
      jwks: "/.well-known/jwks.json",
      revocation: "/oauth/revoke",
      token: "/oauth/token",
      userinfo: "/userinfo",
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: askForUserCode,
        userCodeConfirmSource: confirmUserCode,
        successSource: sayDone,
      },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // Auth0's `audience` parameter. Without it, the access token is opaque, and only /userinfo accepts it.
        defaultResource(ctx) {
          const audience = ctx.oidc.params?.["audience"];
          if (typeof audience !== "string") return undefined;
          requireAudience(audience);
          return apiResource;
        },
        // With `audience`, Auth0 does not look at `resource`; without, this is a tenant that accepts it
        // (https://auth0.com/ai/docs/mcp/guides/resource-param-compatibility-profile). Not captured: its words for another.
        getResourceServerInfo(ctx, resource) {
          if (resource !== apiResource) requireAudience(ctx.oidc.params?.["audience"] ?? resource);
          return { audience: tenant.audience, scope: tenant.scopes.join(" "), accessTokenFormat: "jwt" };
        },
        useGrantedResource: () => true,
      },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
    },
    extraParams: ["audience"],
    formats: { customizers: { jwt: shapeAccessToken } },
    interactions: {
      // The type also requires the helpers of oidc-provider's own list of prompts, which oidc-provider itself never calls.
      policy: [new Prompt({ name: "login", requestable: true }, askEachTime)] as never,
      url: (_ctx, interaction) => signInUrl(interaction.uid),
    },
    loadExistingGrant: grantWhatIsAsked,
    // The session of the browser ends with the sign-in.
    expiresWithSession: () => false,
    rotateRefreshToken: () => true,
    cookies: { names: { session: "wish_issuer", interaction: "wish_issuer_sign_in", resume: "wish_issuer_resume" } },
    ttl: {
      AccessToken: tenant.accessTokenSeconds,
      DeviceCode: deviceCodeSeconds,
      // It begins before the refresh tokens that belong to it.
      Grant: refreshTokenSeconds + deviceCodeSeconds,
      IdToken: idTokenSeconds,
      Interaction: deviceCodeSeconds,
      // Counted from the sign-in. Rotation does not extend it.
      RefreshToken: (_ctx, token) => Math.max(1, refreshTokenSeconds - token.totalLifetime()),
      Session: deviceCodeSeconds,
    },
    renderError(ctx, out) {
      showPage(ctx, problemPage(ctx.status, out.error_description ?? out.error));
    },
  };
}

/**
 * Grants the requested scopes without asking, as Auth0 does for the tenant's own application, and as Auth0 does with RBAC
 * no more than the person may have: here a keeper is who says so.
 */
async function grantWhatIsAsked(ctx: KoaContextWithOIDC) {
  const { account, client, provider, resourceServers, result } = ctx.oidc;
  if (!result?.login || !account || !client) return undefined;
  const mayHave = (scope: string) => scope !== scopes.manage || isKeeper(result);
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(" "));
  for (const [resource, server] of Object.entries(resourceServers ?? {})) {
    const granted = [...ctx.oidc.requestParamScopes].filter((scope) => server.scopes.has(scope) && mayHave(scope));
    grant.addResourceScope(resource, granted.join(" "));
  }
  await grant.save();
  return grant;
}
