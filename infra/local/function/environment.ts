import { devNull } from "node:os";

import type { FunctionModel } from "../template/model.ts";

/** Which DynamoDB the functions use, in the terms of a client of it. */
export interface DynamoDbPlace {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Credentials for a DynamoDB that accepts any. DynamoDB Local allows only letters and digits. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

/**
 * Builds the environment of a function: what Lambda sets, the template's variables, and where the tables are.
 *
 * Source: Lambda developer guide, defined runtime environment variables.
 */
export function functionEnvironment(model: FunctionModel, dynamodb: DynamoDbPlace): Record<string, string> {
  return {
    _HANDLER: model.handler,
    AWS_ACCESS_KEY_ID: dynamodb.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: dynamodb.credentials.secretAccessKey,
    AWS_REGION: dynamodb.region,
    AWS_DEFAULT_REGION: dynamodb.region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${model.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: model.codeFolder,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...model.environment,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    // Lambda has no such files. Here the SDK would find those of whoever runs the stack.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // The warning is about the Node.js of this machine, not the one that the function is deployed to.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
