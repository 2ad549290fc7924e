import { type Variables, readSettings, type IssuerSettings, SettingsError } from "../settings.ts";

/** What an import needs to know: the tenant, credentials for it, and what the stack requires of it. */
export interface ImportSettings extends Pick<IssuerSettings, "audience" | "requireScopes"> {
  /** Host name of the tenant, for example `my-wishes.eu.auth0.com`. */
  domain: string;
  credentials: { accessToken: string } | { clientId: string; clientSecret: string };
}

/**
 * Reads AUTH0_DOMAIN, and either AUTH0_ACCESS_TOKEN or AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET, which are the names that
 * `auth0-deploy-cli` uses. Audience, and whether there are scopes, are read as for the stack.
 *
 * The client id of the Native application is not needed: the import creates it.
 *
 * @throws {SettingsError} with every problem found, and never with a secret
 */
export function readImportSettings(environment: Variables): ImportSettings {
  const { WISH_AUDIENCE, WISH_REQUIRE_SCOPES } = environment;
  const { audience, requireScopes } = readSettings({ WISH_AUDIENCE, WISH_REQUIRE_SCOPES }, { deployable: false });
  const domain = environment["AUTH0_DOMAIN"] ?? "";
  const credentials = readCredentials(environment);
  const problems = [problemOfDomain(domain), ...(credentials ? [] : [missingCredentials])].filter(
    (problem) => problem !== undefined,
  );
  if (problems.length > 0 || !credentials) throw new SettingsError(problems);
  return { domain, credentials, audience, requireScopes };
}

function readCredentials(environment: Variables): ImportSettings["credentials"] | undefined {
  const accessToken = environment["AUTH0_ACCESS_TOKEN"];
  const clientId = environment["AUTH0_CLIENT_ID"];
  const clientSecret = environment["AUTH0_CLIENT_SECRET"];
  if (accessToken) return { accessToken };
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

const missingCredentials =
  "Set AUTH0_ACCESS_TOKEN to a token of the Management API (Auth0 Dashboard → Applications → APIs → " +
  "Auth0 Management API → API Explorer), or AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET to those of a " +
  "Machine to Machine application that may use it.";

function problemOfDomain(domain: string): string | undefined {
  const example = "for example my-wishes.eu.auth0.com";
  if (!domain) return `AUTH0_DOMAIN is not set. Set it to the domain of your Auth0 tenant, ${example}.`;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/u.test(domain)) return undefined;
  return `AUTH0_DOMAIN must be only a host name, ${example}, not ${domain}.`;
}
