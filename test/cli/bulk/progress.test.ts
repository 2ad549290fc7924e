import { expect, it } from "vitest";

import { progressText } from "../../../cli/bulk/progress.ts";

const state = { done: 50, refused: 0, elapsedMilliseconds: 10_000, bytes: { first: 0, last: 250 }, sizeBytes: 1000 };

it.each([
  [{}, "25 % · 50 wishes · 5.0/s · 0:30 left"],
  [{ refused: 2, done: 2000 }, "25 % · 2,000 wishes · 2 refused · 200/s · 0:30 left"],
  [{ sizeBytes: undefined }, "50 wishes · 5.0/s"],
  [{ sizeBytes: 1_000_000 }, "0 % · 50 wishes · 5.0/s · 11:06:30 left"],
  [{ elapsedMilliseconds: 0, bytes: { first: 250, last: 250 } }, "25 % · 50 wishes · 50000/s"],
])("says how far, how fast and how long still: %j", (change, text) => {
  expect(progressText({ ...state, ...change })).toBe(text);
});

it("counts what is left from where the run began, not from the beginning of the file", () => {
  expect(progressText({ ...state, bytes: { first: 800, last: 900 } })).toContain("0:10 left");
});
