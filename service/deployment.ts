// What the stack sets up and the functions rely on. Imports nothing, so that the stack loads no function.

/** The functions' environment variables: the stack writes them, the Lambda roots read them. */
export const environmentNames = {
  tableName: "WISH_TABLE_NAME",
  claimsTableName: "WISH_CLAIMS_TABLE_NAME",
  apiEndpoint: "WISH_API_ENDPOINT",
  issuer: "WISH_ISSUER",
  audience: "WISH_AUDIENCE",
  clientId: "WISH_CLIENT_ID",
  /** `true` or `false`. */
  requireScopes: "WISH_REQUIRE_SCOPES",
} as const;

/** Global secondary index with partition key `list` and sort key `createdAt`. */
export const newestFirstIndex = "NewestFirst";

/** Who waits for whom, innermost first. Each must give up before the next one does, or a client gets a bare 500. */
export const timeLimits = {
  /** All attempts on the table together: after this a request is answered 503. */
  storeBudgetMilliseconds: 5000,
  /** Left of the function's time to answer 503 and write the log line. */
  answerReserveMilliseconds: 500,
  functionTimeoutSeconds: 10,
} as const;

/**
 * Request units a second that the table takes at most, and its index likewise. They bound what the table costs, and the
 * rates of the API follow from them.
 */
export const maxUnitsPerSecond = { read: 1280, write: 360 } as const;
