import { createDynamoDbClient, type SendToDynamoDb } from "./store/dynamodb-client.ts";
import { environmentNames } from "./names.ts";

export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a variable that the stack sets.
 *
 * @throws Error naming it when it is not set.
 */
export function variable(environment: FunctionEnvironment, name: keyof typeof environmentNames): string {
  return required(environment, environmentNames[name]);
}

/**
 * Makes the client of the DynamoDB that Lambda's own variables lead to: region and credentials of the function's role.
 *
 * AWS_ENDPOINT_URL_DYNAMODB, the SDKs' standard variable, leads to another.
 */
export function dynamoDbOf(environment: FunctionEnvironment): SendToDynamoDb {
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  const endpoint = environment["AWS_ENDPOINT_URL_DYNAMODB"];
  return createDynamoDbClient({
    region: required(environment, "AWS_REGION"),
    credentials: {
      accessKeyId: required(environment, "AWS_ACCESS_KEY_ID"),
      secretAccessKey: required(environment, "AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken && { sessionToken }),
    },
    ...(endpoint && { endpoint }),
  });
}

function required(environment: FunctionEnvironment, name: string): string {
  const value = environment[name];
  if (value === undefined) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
