import { pagePath, wishesPath } from "../../service/contract.ts";
import type { AccessEntry } from "./gateway/gateway.ts";
import type { LocalStack, LocalStackOptions } from "./local-stack.ts";

/** The text shown once the stack is up: where everything is, and what to type next. A browser can open page, list and sign-in. */
export function readyText(stack: LocalStack, { storage, dynamodbEndpoint }: LocalStackOptions): string {
  const kept = storage === "memory" ? "in memory, lost when this stops" : `${storage.folder}, kept between runs`;
  const key = `, access key ${stack.dynamodb.credentials.accessKeyId}`;
  const signIn = stack.issuerIsLocal ? `${stack.issuerUrl} (local: sign in with any name)` : stack.issuerUrl;
  return `
The local stack is ready.

  Page      ${stack.apiUrl}${pagePath} (for everybody: open it in a browser)
  Wishes    ${stack.apiUrl}${wishesPath}
  Sign-in   ${signIn}
  Data      ${kept}
  Tables    ${stack.dynamodb.endpoint}${dynamodbEndpoint === undefined ? ` (dynalite${key})` : ""}

Type next, in another terminal:

  npx wish init ${stack.apiUrl}
  npx wish login
  npx wish add --name "A red bicycle"
  npx wish list

Stop with ctrl-C.
`;
}

/** A short line about one request. It has no token, since the entry has none. */
export function accessLine(entry: Omit<AccessEntry, "requestId" | "routeKey">): string {
  const why = entry.authorizerError ?? entry.integrationErrorMessage ?? entry.errorMessage;
  const line = `${entry.method} ${entry.path} ${entry.status} ${Math.round(entry.durationMilliseconds)} ms`;
  return why === undefined ? line : `${line} (${why})`;
}
