import type { FindResources } from "./resources.ts";

/** Whether API Gateway may invoke the function, called from this execute-api ARN. */
export type MayInvoke = (functionNameOrArn: string, sourceArn: string) => boolean;

/**
 * Reads the resource policies of functions, as far as API Gateway is their principal.
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

/** `*` stands for any text, also over slashes, and `?` for one character. */
function isLike(pattern: string, arn: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "u").test(arn);
}
