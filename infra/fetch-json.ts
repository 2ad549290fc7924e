/**
 * Gets a JSON document, within a time and a size.
 *
 * Rejects with any `Error` when there is no 200 with valid JSON in time. Not captured: whether a redirect is followed,
 * and whether the content type counts. Here a redirect is an error, and what is JSON may call itself anything.
 */
export async function fetchJson(
  fetch: typeof globalThis.fetch,
  url: string,
  { timeoutMilliseconds, maxBytes }: { timeoutMilliseconds: number; maxBytes: number },
): Promise<unknown> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // The signal alone would not do: fetch holds on to it weakly, and once it was collected nothing ends a stalled body.
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${url} took longer than ${timeoutMilliseconds} ms.`));
      controller.abort();
    }, timeoutMilliseconds);
  });
  const answer = getJson(fetch, url, maxBytes, controller.signal);
  return Promise.race([answer, overdue]).finally(() => clearTimeout(timer));
}

async function getJson(
  fetch: typeof globalThis.fetch,
  url: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: "application/json" }, redirect: "error", signal });
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
