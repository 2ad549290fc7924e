/** Whoever looks after the service may own a list, too. */
const spoiler =
  "This may spoil a surprise: lines of the log with the routes /g, /claims and /release tell that people give, and from which address. Who owns a list lets somebody else look.";

const functionFailing =
  "The function ended without an answer: an error while loading, a timeout or lack of memory. Its log says which; if it began with a deployment, deploy the version before.";

/** What stands in an alarm's message: what people notice, and where to look first. */
export const meanings = {
  apiFailing: `Requests fail with 5xx. Look for lines with status >= 500 in the access log: integrationError says why the gateway failed; without one, the function's log has failure and cause under the same requestId. ${spoiler}`,
  apiSlow: `One request in a hundred takes longer than 2 seconds. Compare latency with integrationLatency in the access log: the difference is the authorizer fetching the issuer's keys. Else see the function's milliseconds, and whether the table throttles. ${spoiler}`,
  apiThrottled: `The API refuses requests with 429. Look in the access log which route and sourceIp they come from. If they are wanted, raise maxUnitsPerSecond in service/deployment.ts, which the rates follow from. ${spoiler}`,
  functionFailing,
  giftFunctionFailing: `${functionFailing} ${spoiler}`,
  functionThrottled:
    "Lambda refuses to run the function: its reserved concurrency, or the account's, is used up, and clients get 503. Raise WISH_RESERVED_CONCURRENCY, or the account's quota.",
  tableThrottled:
    "DynamoDB throttles, and clients get 503 with Retry-After. Table and index take maxUnitsPerSecond of service/deployment.ts, and one list 1,000 write and 3,000 read units a second; see which it is on the dashboard.",
} as const;
