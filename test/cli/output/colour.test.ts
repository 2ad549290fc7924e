import { expect, it } from "vitest";

import { wantsColour } from "../../../cli/output/colour.ts";

it.each([
  ["a terminal", true, {}, true, true],
  ["a pipe", false, {}, true, false],
  ["--no-color over all else", true, { FORCE_COLOR: "1" }, false, false],
  ["FORCE_COLOR in a pipe", false, { FORCE_COLOR: "1" }, true, true],
  ["FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, true, false],
  ["NO_COLOR of any content", true, { NO_COLOR: "0" }, true, false],
  ["an empty NO_COLOR", true, { NO_COLOR: "" }, true, true],
  ["a dumb terminal", true, { TERM: "dumb" }, true, false],
])("%s", (_, isTerminal, variables, flag, colour) => {
  expect(wantsColour(isTerminal, variables, flag)).toBe(colour);
});
