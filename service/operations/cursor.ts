import { idPattern } from "../contract.ts";
import { Failure } from "../failure.ts";
import type { Place } from "../store/store.ts";

const createdAtPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;

/** Writes a place as `nextToken`: unreadable to clients, and without the list, which only the service names. */
export function encodeCursor(place: Place): string {
  return Buffer.from(JSON.stringify([place.createdAt, place.id])).toString("base64url");
}

/**
 * Reads a `nextToken` back.
 *
 * A forged one can name no more than another place in the same list.
 *
 * @throws Failure `bad_request` unless it is one that `encodeCursor` could have written.
 */
export function decodeCursor(token: string): Place {
  const place = parse(token);
  if (!place || encodeCursor(place) !== token) {
    throw new Failure("bad_request", "nextToken is not one that this list gave out. Leave it out to start at the top.");
  }
  return place;
}

function parse(token: string): Place | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [createdAt, id] = value as unknown[];
  if (typeof createdAt !== "string" || !createdAtPattern.test(createdAt)) return undefined;
  if (typeof id !== "string" || !idPattern.test(id)) return undefined;
  return { createdAt, id };
}
