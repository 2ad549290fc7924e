import type { KoaContextWithOIDC, Provider } from "oidc-provider";

import { scopes } from "../../../service/contract.ts";
import { auth0Answers, oneTokenRequestAtATime } from "./auth0-dialect.ts";
import { configurationOf, type LocalTenant } from "./configuration.ts";
import { loadLibrary } from "./library.ts";
import type { RecordStore } from "./record-store.ts";
import type { Middleware } from "./show-page.ts";
import { signInRoute } from "./sign-in.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { takeCompleteAddress } from "./user-code.ts";
import { userinfoForJwts } from "./userinfo.ts";

/** Sets up oidc-provider to behave like an Auth0 tenant. */
export async function createProvider(
  issuerUrl: string,
  tenant: LocalTenant,
  store: RecordStore,
  signingKeys: SigningKeys,
): Promise<Provider> {
  const library = await loadLibrary();
  const provider = new library.Provider(issuerUrl, configurationOf(tenant, library, store, signingKeys));
  provider.use(onlyAt(new URL(issuerUrl).host));
  provider.use(removeExpiredRecords(store));
  provider.use(oneTokenRequestAtATime());
  provider.use(auth0Answers(tenant.pollIntervalSeconds, () => performance.now()));
  provider.use(takeCompleteAddress);
  provider.use(signInRoute(provider, tenant.scopes.includes(scopes.manage)));
  provider.use(userinfoForJwts(issuerUrl, signingKeys));
  // Koa prints what is emitted as "error". oidc-provider by itself would answer 500 and print nothing.
  provider.on("server_error", (ctx: KoaContextWithOIDC, error: Error) => provider.emit("error", error, ctx));
  return provider;
}

/** Cleans up whenever a sign-in begins, which is not often. */
function removeExpiredRecords(store: RecordStore): Middleware {
  return async (ctx, next) => {
    if (ctx.path === "/oauth/device/code") await store.removeExpired(Math.floor(Date.now() / 1000));
    return next();
  };
}

/**
 * Refuses requests that were sent to another host name.
 *
 * A page on the internet can make its own host name mean 127.0.0.1, and then read what is served there (DNS rebinding). A
 * sign-in without a password must not be open to that.
 */
function onlyAt(host: string): Middleware {
  return (ctx, next) => {
    if (ctx.host === host) return next();
    ctx.status = 421;
    ctx.body = { error: "invalid_request", error_description: `This issuer is only served at http://${host}/` };
    return undefined;
  };
}
