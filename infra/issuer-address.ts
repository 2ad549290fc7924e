/** Where an issuer describes itself (OpenID Connect Discovery 1.0 §4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`;
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
