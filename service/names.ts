/** The function's environment variables: the stack writes them, the Lambda root reads them. */
export const environmentNames = {
  tableName: "WISH_TABLE_NAME",
  apiEndpoint: "WISH_API_ENDPOINT",
  issuer: "WISH_ISSUER",
  audience: "WISH_AUDIENCE",
  clientId: "WISH_CLIENT_ID",
  scope: "WISH_SCOPE",
} as const;

/** Global secondary index with partition key `list` and sort key `createdAt`. */
export const newestFirstIndex = "NewestFirst";

/** The function's own time; what the table may take of it is {@link storeBudgetMilliseconds}. */
export const functionTimeoutSeconds = 10;

/** All attempts on the table together: after this a request is answered 503 while the function still has time. */
export const storeBudgetMilliseconds = 5000;
