import { onTestFinished, vi } from "vitest";

interface Call {
  /** `METHOD /path` below `/api/v2`. */
  call: string;
  body?: unknown;
}

/**
 * Stands for an Auth0 tenant's Management API, of which nothing can run here: takes every request of this process,
 * lists what `existing` holds, and accepts every change.
 */
export function fakeTenant(domain: string, existing: Record<string, object[]> = {}) {
  const calls: Call[] = [];
  const credentials: (string | null)[] = [];

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    if (host !== domain) throw new Error(`A request left for ${host}.`);
    const text = await request.text();
    if (pathname === "/oauth/token") {
      credentials.push(text);
      return Response.json({ access_token: "granted-token", token_type: "Bearer", expires_in: 60 });
    }
    credentials.push(request.headers.get("authorization"));
    const path = pathname.replace(/^\/api\/v2/u, "");
    if (request.method === "GET") return Response.json(list(path, existing));
    const body = text === "" ? undefined : (JSON.parse(text) as object);
    calls.push({ call: `${request.method} ${path}`, ...(body && { body }) });
    const client = path.startsWith("/clients") && { client_id: "made-client-id", client_secret: "a-client-secret" };
    const status = request.method === "POST" ? 201 : 200;
    return Response.json({ id: "new-id", ...body, ...client }, { status });
  }

  vi.stubGlobal("fetch", answer);
  onTestFinished(() => void vi.unstubAllGlobals());
  return { calls, credentials };
}

/** A page of the Management API, with everything on it. */
function list(path: string, existing: Record<string, object[]>): object {
  const name = (path.split("/").at(-1) ?? "").replaceAll("-", "_");
  const items = existing[name] ?? [];
  return { start: 0, limit: items.length, total: items.length, [name]: items };
}
