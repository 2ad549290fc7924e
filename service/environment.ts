/** The function's environment variables: the stack writes them, the Lambda root reads them. */
export const environmentNames = {
  tableName: "WISH_TABLE_NAME",
  apiEndpoint: "WISH_API_ENDPOINT",
  issuer: "WISH_ISSUER",
  audience: "WISH_AUDIENCE",
  clientId: "WISH_CLIENT_ID",
  scope: "WISH_SCOPE",
} as const;
