import { createHash, randomBytes } from "node:crypto";

import { idempotencyKeyPattern } from "../contract.ts";
import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import { defaultList } from "../wish.ts";

/** Crockford's base32, in lower case: no i, l, o or u, so that an id can be read aloud and copied by hand. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const bitsPerCharacter = 5;
/** 130 bits. */
const idCharacters = 26;

/**
 * Makes of caller, list and `Idempotency-Key` what a repeated request arrives at again, in the form of an id.
 *
 * @returns `undefined` without a key
 * @throws Failure `bad_request` for what cannot be a key
 */
export function repeatableId(request: ServiceRequest, subject: string, list: string): string | undefined {
  const key = readKey(request);
  // A key holds neither a line break nor a bracket, so no other three give the same text.
  const text = list === defaultList ? `${key}\n${subject}` : JSON.stringify([list, key, subject]);
  return key && writeId(createHash("sha256").update(text).digest());
}

/**
 * Names a change, in the form of an id: a request that is repeated under its `Idempotency-Key` has the same name again.
 * Another change under that key, or any without a key, has a name of its own.
 *
 * @throws Failure `bad_request` for what cannot be a key
 */
export function nameOfChange(request: ServiceRequest, subject: string): string {
  const key = readKey(request);
  if (key === undefined) return randomId();
  const hash = createHash("sha256").update(JSON.stringify([key, subject, request.routeKey]));
  return writeId(hash.update(request.body).digest());
}

export function randomId(): string {
  return writeId(randomBytes(Math.ceil((idCharacters * bitsPerCharacter) / 8)));
}

/** @throws Failure `bad_request` for what cannot be a key */
function readKey({ headers }: ServiceRequest): string | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined || idempotencyKeyPattern.test(key)) return key;
  throw new Failure("bad_request", "Idempotency-Key must be 1 to 64 of A-Z a-z 0-9 - _.");
}

function writeId(bytes: Uint8Array): string {
  let number =
    BigInt(`0x${Buffer.from(bytes).toString("hex")}`) >> BigInt(bytes.length * 8 - idCharacters * bitsPerCharacter);
  let id = "";
  while (id.length < idCharacters) {
    id = alphabet[Number(number & 31n)]! + id;
    number >>= BigInt(bitsPerCharacter);
  }
  return id;
}
