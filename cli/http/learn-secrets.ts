import type { Secrets } from "../output/secrets.ts";
import type { Send } from "./message.ts";

/** Form parameters with a secret in them: RFC 6749 §6, RFC 7009 §2.1, RFC 8628 §3.4. */
const secretParameters = ["refresh_token", "token", "device_code"];

/** Notes every token that is sent, since only then can an answer have it in it. */
export function learnSecrets(send: Send, secrets: Secrets): Send {
  return (request) => {
    const [, bearer] = /^Bearer (.+)$/u.exec(request.headers?.["authorization"] ?? "") ?? [];
    if (bearer !== undefined) secrets.add(bearer);
    const isForm = request.headers?.["content-type"]?.startsWith("application/x-www-form-urlencoded");
    const form = new URLSearchParams(isForm ? request.body : "");
    for (const name of secretParameters) secrets.add(form.get(name) ?? "");
    return send(request);
  };
}
