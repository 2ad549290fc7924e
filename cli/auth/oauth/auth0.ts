/**
 * Whether an issuer is an Auth0 tenant at Auth0's own address.
 *
 * One at a custom domain cannot be told from any other issuer.
 */
export function isAuth0(issuer: string): boolean {
  return URL.canParse(issuer) && new URL(issuer).hostname.endsWith(".auth0.com");
}
