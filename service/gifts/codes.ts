import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What a code looks like: the secret of a gift link, and the token that a claim is released with. */
export const codePattern = /^[\w-]{22}$/u;

/** Makes a secret of 128 bits. */
export function newCode(): string {
  return randomBytes(16).toString("base64url");
}

/** What is kept of a secret: a hash, which does not lead back, since nobody can try 128 bits out. */
export function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}

/** Compares a code with what is kept of one, in the same time whatever they have in common. */
export function isCode(code: string, hash: string): boolean {
  const [given, kept] = [hashOf(code), hash].map((each) => Buffer.from(each, "base64url")) as [Buffer, Buffer];
  return given.length === kept.length && timingSafeEqual(given, kept);
}
