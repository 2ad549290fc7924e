/** Where an issuer describes itself: below its name, less a slash at the end (OpenID Connect Discovery 1.0 §4.1). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`;
}

/**
 * Whether an issuer is an Auth0 tenant at Auth0's own address.
 *
 * One at a custom domain cannot be told from any other issuer.
 */
export function isAuth0(issuer: string): boolean {
  return URL.canParse(issuer) && new URL(issuer).hostname.endsWith(".auth0.com");
}

/** Whether a host name, as `URL` writes it, stands for this machine. */
export function isLoopback(hostname: string): boolean {
  return /^127(?:\.\d+){3}$/u.test(hostname) || ["localhost", "[::1]"].includes(hostname);
}

/** Whether keys may come from this address: over HTTPS, or over plain HTTP from this machine. */
export function isTrustedTransport(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}
