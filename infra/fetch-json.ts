/**
 * Gets a JSON document within limits of time and size.
 *
 * Not captured: whether API Gateway follows a redirect, and whether it looks at the content type. Here a redirect is an
 * error, and the content type is ignored.
 *
 * @throws {Error} when there is no 200 with valid JSON in time
 */
export async function fetchJson(
  fetch: typeof globalThis.fetch,
  url: string,
  { timeoutMilliseconds, maxBytes }: { timeoutMilliseconds: number; maxBytes: number },
): Promise<unknown> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // The signal alone is not enough: fetch only holds it weakly, and once it is collected nothing ends a stalled body.
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
