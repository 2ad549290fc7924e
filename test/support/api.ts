import { metadataPath, wishesPath } from "../../service/contract.ts";
import { type Answer, type Received, startServer, type TestServer } from "./server.ts";

export interface TestApi extends TestServer {
  apiUrl: string;
  list: (request: Received) => Answer;
  add: (request: Received) => Answer;
  issuer: string | undefined;
  audience: string;
  posts(): Received[];
}

/** Starts an API that answers as the wish list does, with parts that a test can replace; without an issuer it has no metadata. */
export async function startApi(issuer?: string): Promise<TestApi> {
  const server = await startServer((request) => {
    if (request.path === metadataPath && api.issuer !== undefined) {
      return {
        status: 200,
        body: {
          resource: api.apiUrl,
          authorization_servers: [api.issuer],
          scopes_supported: ["create:wishes"],
          bearer_methods_supported: ["header"],
          audience: api.audience,
          client_id: "client",
        },
      };
    }
    if (request.path !== wishesPath) return { status: 404, body: { message: "Not Found" } };
    return request.method === "POST" ? api.add(request) : api.list(request);
  });
  const api: TestApi = {
    ...server,
    apiUrl: server.origin + wishesPath,
    issuer,
    audience: "https://audience",
    list: () => ({ status: 200, body: { Items: [], Count: 0 } }),
    add: (request) => ({
      status: 201,
      body: { id: "new", ...(JSON.parse(request.body) as object), createdAt: "2026-11-22T14:00:00.000Z" },
    }),
    posts: () => server.received.filter((request) => request.method === "POST"),
  };
  return api;
}
