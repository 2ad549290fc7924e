import { CommanderError } from "commander";
import { expect, it } from "vitest";

import { Failure } from "../../cli/failure.ts";
import { report } from "../../cli/report.ts";

const json = (error: unknown) => JSON.parse(report(error, true).lines[0] as string) as unknown;

it("tells a failure in JSON: code, message and what to do", () => {
  const failure = new Failure("session_over", "It is over.", { hints: ["Run `wish login`.", "Or wait."] });
  expect(json(failure)).toEqual({
    error: { code: "session_over", message: "It is over.", hint: "Run `wish login`.\nOr wait." },
  });
  expect(report(failure, true).exitCode).toBe(4);
});

it("tells wrong usage and the unexpected in JSON too", () => {
  const usage = new CommanderError(1, "commander.unknownOption", "error: unknown option '--x'\n(Did you mean --y?)");
  expect(json(usage)).toEqual({
    error: { code: "wrong_usage", message: "unknown option '--x'", hint: "(Did you mean --y?)" },
  });
  expect(report(usage, true).exitCode).toBe(2);
  expect(json(new TypeError("x"))).toEqual({
    error: { code: "unexpected", message: "unexpected failure: TypeError: x" },
  });
});

it("says nothing about help, nor about a reader that has gone", () => {
  const help = new CommanderError(0, "commander.helpDisplayed", "(outputHelp)");
  const closed = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  for (const asJson of [true, false]) {
    expect(report(help, asJson)).toEqual({ lines: [], exitCode: 0 });
    expect(report(closed, asJson)).toEqual({ lines: [], exitCode: 0 });
  }
});
