/**
 * Gets a JSON document, within a time and a size.
 *
 * Redirects are not followed. Rejects with any `Error` when there is no 200 with valid JSON in time.
 */
export async function fetchJson(
  fetch: typeof globalThis.fetch,
  url: string,
  { timeoutMilliseconds, maxBytes }: { timeoutMilliseconds: number; maxBytes: number },
): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`${url} answered with more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** Whether keys may come from there: over HTTPS, or over plain HTTP from this very machine. */
export function isTrustedTransport(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:") return true;
  return protocol === "http:" && (/^127(?:\.\d+){3}$/u.test(hostname) || ["localhost", "[::1]"].includes(hostname));
}
