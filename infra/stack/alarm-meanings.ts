/** What stands in an alarm's message: what people notice, and where to look first. */
export const alarmMeanings = {
  apiFailing:
    "Requests fail with 5xx. Look for lines with status >= 500 in the access log: integrationError says why the gateway failed; without one, the function's log has failure and cause under the same requestId.",
  apiSlow:
    "One request in a hundred takes longer than 2 seconds. Compare latency with integrationLatency in the access log: the difference is the authorizer fetching the issuer's keys. Else see the function's milliseconds, and whether the table throttles.",
  apiThrottled:
    "The API refuses requests with 429. Look in the access log which route and sourceIp they come from. If they are wanted, raise the throttle of that route in service/contract.ts, or that of all in infra/stack/wish-api.ts.",
  functionFailing:
    "The function ended without an answer: an error while loading, a timeout or lack of memory. Its log says which; if it began with a deployment, deploy the version before.",
  functionThrottled:
    "Lambda refuses to run the function: its reserved concurrency, or the account's, is used up, and clients get 503. Raise WISH_RESERVED_CONCURRENCY, or the account's quota.",
  tableThrottled:
    "DynamoDB throttles, and clients get 503 with Retry-After. One list takes 1,000 writes and 3,000 reads a second; see which it is on the dashboard.",
} as const;
