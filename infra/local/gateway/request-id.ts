import { randomBytes } from "node:crypto";

/** Makes a request id in API Gateway's form: eleven random bytes as padded base64url, like `Mc7UVioPPHcEKPA=`. */
export function newRequestId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}

/** Makes a trace header of AWS X-Ray: version, seconds since 1970 and 96 random bits, in hexadecimal. */
export function newTraceId(nowMilliseconds: number): string {
  const seconds = Math.floor(nowMilliseconds / 1000)
    .toString(16)
    .padStart(8, "0");
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")}`;
}
