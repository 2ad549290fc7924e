import type { FindResources } from "./resources.ts";

/** Whether API Gateway may invoke the function for this execute-api ARN. */
export type MayInvoke = (functionNameOrArn: string, sourceArn: string) => boolean;

/**
 * Reads those resource policies of functions whose principal is API Gateway.
 *
 * Source: Lambda developer guide, resource-based policies; `ArnLike` of the IAM user guide.
 */
export function readPermissions(find: FindResources, accountId: string): MayInvoke {
  const permissions = find("AWS::Lambda::Permission")
    .map(({ properties }) => properties)
    .filter(
      (permission) =>
        permission.text("Principal") === "apigateway.amazonaws.com" &&
        ["lambda:InvokeFunction", "lambda:*"].includes(permission.text("Action")) &&
        permission.text("SourceAccount", accountId) === accountId,
    );
  return (functionNameOrArn, sourceArn) =>
    permissions.some(
      (permission) =>
        permission.text("FunctionName") === functionNameOrArn && isLike(permission.text("SourceArn", "*"), sourceArn),
    );
}

/** `*` matches any text, including slashes, and `?` matches one character. */
function isLike(pattern: string, arn: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "u").test(arn);
}
