const textTypes = new Set(["application/json", "application/xml", "application/javascript"]);

/**
 * Tells whether a request body of this content type reaches the function as text; any other comes in base64, also one
 * without a content type and a form.
 *
 * Measured on the real service: text/*, application/json, application/xml and application/javascript are text, with or
 * without `charset=utf-8`. Not captured: a body in another charset or of a `+json` type. It comes in base64, which keeps
 * every byte.
 */
export function isTextType(contentType: string | undefined): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const isText = type.trim().startsWith("text/") || textTypes.has(type.trim());
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/u.exec(parameter)?.[1]).find(Boolean);
  return isText && (charset === undefined || charset.trim() === "utf-8");
}
