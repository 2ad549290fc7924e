import { type Operation, operations } from "../../service/contract.ts";
import { operationUrl } from "../api-url.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { HttpRequest, Send } from "../http/message.ts";
import type { TimeLimit } from "../http/time-limit.ts";
import type { ListCache, Reading } from "../list/list-cache.ts";
import type { RunSettings } from "../settings.ts";
import { type AnswerOf, answers, type AnsweredOperation } from "./answers.ts";
import { createInsistingSend } from "./lost-request.ts";
import { readJson, refusal } from "./refusal.ts";
import { createRetryingSend } from "./retry.ts";
import { createRevalidatingSend } from "./revalidate.ts";
import type { SignedInSend } from "./signed-in.ts";

/** What a call says besides the name of the operation. */
export interface Call {
  /** Values of the path parameters, which stand in braces in the path of the operation. */
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: object;
  /** The API does what is asked under one key only once, however often it is asked. */
  idempotencyKey?: string;
  /** The version that the wish or the list must still have. */
  ifMatch?: number | undefined;
  /** Keeps the answer, and asks with what was kept before. */
  reading?: Reading | undefined;
  /** What is there already is left alone. */
  ifAbsent?: boolean;
  /** Once it is aborted, a request under way is finished, but none is repeated; its reason is thrown then. */
  stop?: AbortSignal;
}

/** Calls the operations of one API. */
export interface ApiClient {
  apiUrl: string;
  lists: ListCache;
  /**
   * Calls one operation and gives its answer.
   *
   * A request that may be repeated is, while the trouble looks like passing; a token that the API refuses is renewed once.
   * Each call has the whole time limit, for all of that together.
   *
   * @throws Failure as the sender and the sessions do, and when the API refuses or answers with something else
   */
  call: <Name extends AnsweredOperation>(name: Name, call?: Call) => Promise<AnswerOf<Name>>;
  /**
   * Gets the token that operations need, ahead of the first of them.
   *
   * @throws Failure as the sessions do
   */
  prepare: (this: void) => Promise<void>;
}

export interface ClientParts {
  settings: RunSettings;
  timeLimit: TimeLimit;
  send: Send;
  lists: ListCache;
  /** Called only for an operation that needs a token. */
  sessions: () => Promise<Pick<Sessions, "accessToken" | "renew">>;
  /** Milliseconds since 1970. */
  now: () => number;
  wait: (milliseconds: number, stop: AbortSignal | undefined) => Promise<unknown>;
  /** From 0 to below 1. */
  random: () => number;
}

export function createApiClient(apiUrl: string, parts: ClientParts): ApiClient {
  const { now, random } = parts;
  let signedIn: Promise<SignedInSend> | undefined;

  /** Loads the code of the sessions, which takes longer than all the rest. */
  async function openSignedIn(): Promise<SignedInSend> {
    const [{ createSignedInSend }, sessions] = await Promise.all([import("./signed-in.ts"), parts.sessions()]);
    return createSignedInSend(apiUrl, { ...parts, sessions });
  }

  return {
    apiUrl,
    lists: parts.lists,
    async prepare() {
      await (await (signedIn ??= openSignedIn())).prepare();
    },
    async call(name, call = {}) {
      const operation: Operation = operations[name];
      const { stop } = call;
      const patience = parts.timeLimit.begin();
      const send: Send = (request) => parts.send({ ...request, patience });
      const wait = (milliseconds: number) => parts.wait(milliseconds, stop);
      const sender = isRepeatable(operation, call)
        ? createRetryingSend(createInsistingSend(send, { patience, stop }), {
            patience,
            now,
            random,
            wait,
          })
        : send;
      const request = requestOf(apiUrl, operation, call);
      const response = await (operation.who === "anybody"
        ? (call.reading ? createRevalidatingSend(sender, call.reading) : sender)(request)
        : (await (signedIn ??= openSignedIn())).send(sender, request));
      // 200 also says that what would be created is there already.
      if (response.status !== 200 && response.status !== operation.status) throw refusal(apiUrl, response);
      const json = response.status === 204 ? undefined : readJson(apiUrl, response);
      return answers[name](apiUrl, json, call.body) as AnswerOf<typeof name>;
    },
  };
}

function isRepeatable({ repeatable }: Operation, { idempotencyKey }: Call): boolean {
  return repeatable === "always" || (repeatable === "with_key" && idempotencyKey !== undefined);
}

function requestOf(
  apiUrl: string,
  operation: Operation,
  { path, query = {}, body, idempotencyKey, ifMatch, ifAbsent }: Call,
): HttpRequest {
  const url = operationUrl(apiUrl, operation, path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return {
    url: url.href,
    method: operation.method,
    headers: {
      accept: "application/json",
      ...(body && { "content-type": "application/json" }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      ...(ifMatch !== undefined && { "if-match": `"${ifMatch}"` }),
      ...(ifAbsent && { "if-none-match": "*" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  };
}
