import { EventEmitter, once } from "node:events";

import { expect, it, vi } from "vitest";

import { createInterrupts } from "../../cli/interrupts.ts";

it("leaves at once when nothing must be finished", () => {
  const leave = vi.fn<(signal: NodeJS.Signals) => void>();
  createInterrupts(leave).interrupt("SIGINT");
  expect(leave).toHaveBeenCalledExactlyOnceWith("SIGINT");
});

it("finishes first what must not be torn, then leaves", async () => {
  const leave = vi.fn<(signal: NodeJS.Signals) => void>();
  const interrupts = createInterrupts(leave);
  const gate = new EventEmitter();
  const work = interrupts.finishFirst(() => once(gate, "open"));
  interrupts.interrupt("SIGTERM");
  expect(leave).not.toHaveBeenCalled();
  gate.emit("open");
  await work;
  expect(leave).toHaveBeenCalledExactlyOnceWith("SIGTERM");
});

it("leaves at once at the second interrupt", () => {
  const leave = vi.fn<(signal: NodeJS.Signals) => void>();
  const interrupts = createInterrupts(leave);
  void interrupts.finishFirst(() => new Promise(() => {}));
  interrupts.interrupt("SIGINT");
  interrupts.interrupt("SIGINT");
  expect(leave).toHaveBeenCalledTimes(1);
});

it("leaves ctrl-C, but nothing else, to a program that has the terminal", async () => {
  const leave = vi.fn<(signal: NodeJS.Signals) => void>();
  const interrupts = createInterrupts(leave);
  const gate = new EventEmitter();
  const work = interrupts.leaveToOther(() => once(gate, "open"));
  interrupts.interrupt("SIGINT");
  expect(leave).not.toHaveBeenCalled();
  interrupts.interrupt("SIGTERM");
  expect(leave).toHaveBeenCalledExactlyOnceWith("SIGTERM");
  gate.emit("open");
  await work;
  interrupts.interrupt("SIGINT");
  expect(leave).toHaveBeenCalledTimes(2);
});
