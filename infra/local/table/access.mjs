import { isOwnHost } from "../own-host.mjs";

/**
 * Says why a request may not use the tables: it comes from a web page, or it lacks the access key of this run.
 *
 * dynalite itself lets every web page read and change its tables, under any access key. The signature is not checked: who
 * knows the access key may use the tables.
 *
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {string} accessKeyId
 * @returns {{ type: string; message: string } | undefined} An error of DynamoDB, or nothing when the request may pass
 */
export function refusalOf({ origin, host, authorization }, accessKeyId) {
  if (origin !== undefined || !isOwnHost(host)) {
    return { type: "AccessDeniedException", message: "The tables of the local stack are not open to web pages." };
  }
  const [, sent] = /[ ,]Credential=([^/,\s]+)/u.exec(authorization ?? "") ?? [];
  if (sent === accessKeyId) return undefined;
  const message = "The security token included in the request is invalid. Use the access key that npm start printed.";
  return { type: "UnrecognizedClientException", message };
}
