import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

import { Failure } from "../failure.ts";

// One silent attempt must leave time for the others within the store's budget. Throttled attempts wait up to 1 s and
// 2 s between them, which the SDK decides.
const maxAttempts = 3;
const requestHandler = {
  connectionTimeout: 1000,
  requestTimeout: 1500,
  socketTimeout: 1500,
  throwOnRequestTimeout: true,
};

/** Connects to the DynamoDB that the environment leads to, as Lambda and the SDK's own variables set it. */
export function connectToDynamoDb(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ maxAttempts, requestHandler, ...options });
  // It copies what is sent and received for a log, and there is none.
  client.middlewareStack.remove("loggerMiddleware");
  return DynamoDBDocumentClient.from(client);
}

/** Gives the answer to a conditional write, or `undefined` when its condition does not hold. */
export async function ifConditionHolds<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await orFailure(answer, signal);
  } catch (error) {
    if (((error as Failure).cause as Error).name === "ConditionalCheckFailedException") return undefined;
    throw error;
  }
}

/**
 * Gives an answer of the SDK, or fails as soon as the signal aborts: the SDK's waits between attempts do not see it.
 *
 * @throws Failure `store_unavailable` where trying again later may help, otherwise `internal`
 */
export async function orFailure<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(answer, signal);
  } catch (error) {
    throw isUnavailable(error as Error)
      ? new Failure("store_unavailable", "The wish list cannot be reached right now. Try again.", { cause: error })
      : new Failure("internal", "Internal Server Error", { cause: error });
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    void answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function isUnavailable(error: Error): boolean {
  const isPassing = [isThrottlingError, isTransientError, isServerError].some((is) => is(error as never));
  return isPassing || error.name === "AbortError" || error.name === "TimeoutError";
}
