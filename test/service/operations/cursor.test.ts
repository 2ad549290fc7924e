import { describe, expect, it } from "vitest";

import { decodeCursor, encodeCursor } from "../../../service/operations/cursor.ts";

const place = { createdAt: "2026-11-22T10:00:00.000Z", id: "VMLn2ibAgi0EP-Q=" };

function forged(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("nextToken", () => {
  it("leads back to the place it was made from", () => {
    expect(decodeCursor(encodeCursor(place))).toEqual(place);
  });

  it("holds only characters that need no escaping in a query", () => {
    expect(encodeCursor(place)).toMatch(/^[A-Za-z0-9_-]+$/u);
  });

  it.each([
    ["empty", ""],
    ["no base64url", "***"],
    ["cut short", encodeCursor(place).slice(0, -2)],
    ["padded", `${encodeCursor(place)}=`],
    ["no JSON", Buffer.from("place").toString("base64url")],
    ["another shape", forged({ id: "x" })],
    ["with a list of its own", forged([place.createdAt, place.id, "other"])],
    ["with an impossible time", forged(["yesterday", place.id])],
    ["with an empty id", forged([place.createdAt, ""])],
    ["with a long id", forged([place.createdAt, "x".repeat(129)])],
    ["with spaces in its JSON", Buffer.from(`[ "${place.createdAt}", "x" ]`).toString("base64url")],
  ])("is refused when %s", (_case, token) => {
    expect(() => decodeCursor(token)).toThrow(expect.objectContaining({ code: "bad_request" }));
  });
});
