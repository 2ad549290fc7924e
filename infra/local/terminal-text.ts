import type { AccessEntry } from "./gateway/gateway.ts";
import type { LocalStack, LocalStackOptions } from "./local-stack.ts";

/** What a person reads once the stack is up: where everything is, and what to type next. */
export function readyText(stack: LocalStack, { storage, dynamodbEndpoint }: LocalStackOptions): string {
  const kept = storage === "memory" ? "in memory, gone when this stops" : `${storage.folder}, kept between runs`;
  const signIn = stack.issuerIsLocal ? `${stack.issuerUrl} (local: any name will do)` : stack.issuerUrl;
  return `
The local stack is ready.

  API       ${stack.apiUrl}
  Sign-in   ${signIn}
  Data      ${kept}
  Tables    ${stack.dynamodbEndpoint}${dynamodbEndpoint === undefined ? " (dynalite)" : ""}

Type next, in another terminal:

  npx wish init ${stack.apiUrl}
  npx wish login
  npx wish add --name "A red bicycle"
  npx wish list

Stop with ctrl-C.
`;
}

/** Joins what the gateway tells of one request into a short line. It holds no token: neither does the entry. */
export function accessLine(entry: Omit<AccessEntry, "requestId" | "routeKey">): string {
  const why = entry.authorizerError ?? entry.integrationErrorMessage;
  const line = `${entry.method} ${entry.path} ${entry.status} ${Math.round(entry.durationMilliseconds)} ms`;
  return why === undefined ? line : `${line} (${why})`;
}
