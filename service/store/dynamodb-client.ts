import { Sha256 } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import { isServerError, isThrottlingError, isTransientError, StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import type { IncomingMessage } from "node:http";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";

/** Where a DynamoDB is, and who asks it. */
export interface DynamoDbPlace {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Default: the region's own, of the partitions whose domain is amazonaws.com. */
  endpoint?: string;
}

/** Sends one operation, with retries, until it is answered, refused, or `signal` aborts. */
export type SendToDynamoDb = <Output>(operation: string, input: object, signal: AbortSignal) => Promise<Output>;

type SdkError = Parameters<typeof isTransientError>[0];

/** An answer that is none: `name` is DynamoDB's error code. */
export class DynamoDbError extends Error {
  readonly $metadata: { httpStatusCode: number };

  constructor(name: string, message: string, httpStatusCode: number) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

// One silent attempt must leave time for the others within the store's budget. Throttled attempts wait up to 1 s and
// 2 s between them, which the SDK's strategy decides.
const maxAttempts = 3;
const timeouts = { connectionTimeout: 1000, requestTimeout: 1500, socketTimeout: 1500, throwOnRequestTimeout: true };

/**
 * Speaks DynamoDB's JSON protocol with the SDK's own signer, HTTP handler and retry strategy.
 *
 * The SDK's client does the same and more: credentials from files, single sign-on and instances, endpoint rule sets,
 * schemas of sixty operations. None of that serves a function, and it is what most of a cold start is spent on;
 * `npm run bench cold-start` measures it.
 *
 * Source: DynamoDB developer guide, "DynamoDB low-level API" and "Error handling with DynamoDB".
 */
export function createDynamoDbClient({ region, credentials, endpoint }: DynamoDbPlace): SendToDynamoDb {
  const url = new URL(endpoint ?? `https://dynamodb.${region}.amazonaws.com/`);
  const signer = new SignatureV4({ service: "dynamodb", region, credentials, sha256: Sha256 });
  const http = new NodeHttpHandler(timeouts);
  const retries = new StandardRetryStrategy({ maxAttempts, baseDelay: 25 });

  async function attempt<Output>(operation: string, body: string, signal: AbortSignal): Promise<Output> {
    const request = new HttpRequest({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: url.pathname,
      headers: {
        host: url.host,
        "content-type": "application/x-amz-json-1.0",
        "content-length": String(Buffer.byteLength(body)),
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body,
    });
    const signed = new HttpRequest(await signer.sign(request));
    const { response } = await http.handle(signed, { abortSignal: signal });
    const answer = await text(addAbortSignal(signal, response.body as IncomingMessage));
    if (response.statusCode === 200) return JSON.parse(answer) as Output;
    throw asError(answer, response.statusCode);
  }

  async function attemptInTurn<Output>(operation: string, input: object, signal: AbortSignal): Promise<Output> {
    const body = JSON.stringify(input);
    let token = await retries.acquireInitialRetryToken("");
    for (;;) {
      try {
        const output = await attempt<Output>(operation, body, signal);
        retries.recordSuccess(token);
        return output;
      } catch (error) {
        if (signal.aborted) throw error;
        const info = { error: error as SdkError, errorType: errorType(error) };
        const next = await retries.refreshRetryTokenForRetry(token, info).catch(() => undefined);
        if (!next || signal.aborted) throw error;
        token = next;
      }
    }
  }

  return (operation, input, signal) => untilAborted(attemptInTurn(operation, input, signal), signal);
}

/** Settles as the answer does, or rejects once the signal aborts: the strategy's waits between attempts do not see it. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    void answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Whether trying again later may help, as the SDK judges it: throttled, out of reach, or in trouble. */
export function isUnavailable(error: unknown): boolean {
  const { name } = error as Error;
  return errorType(error) !== "CLIENT_ERROR" || name === "AbortError" || name === "TimeoutError";
}

/** `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"…"}`; proxies answer anything. */
function asError(answer: string, status: number): DynamoDbError {
  try {
    const { __type = "", message, Message } = JSON.parse(answer) as Record<string, string>;
    return new DynamoDbError(__type.split("#").at(-1) || "UnknownError", message ?? Message ?? "", status);
  } catch {
    return new DynamoDbError("UnknownError", `DynamoDB answered ${status}.`, status);
  }
}

function errorType(error: unknown): "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR" {
  const sdkError = error as SdkError;
  if (isThrottlingError(sdkError)) return "THROTTLING";
  if (isTransientError(sdkError)) return "TRANSIENT";
  return isServerError(sdkError) ? "SERVER_ERROR" : "CLIENT_ERROR";
}
