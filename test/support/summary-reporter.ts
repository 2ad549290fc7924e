import type { Reporter, TestCase, TestModule } from "vitest/node";

import type { Figures } from "./figures.ts";

/** Ends a run with what its tests counted, with what was skipped and why, and with a line of sums. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const [passed, failed, skipped] = ["passed", "failed", "skipped"].map(inState) as [
      TestCase[],
      TestCase[],
      TestCase[],
    ];
    // A file that cannot even be loaded has no tests.
    const brokenFiles = modules.filter((module) => module.state() === "failed" && module.errors().length > 0);

    const figures = addUp(tests.map((test) => test.meta().figures ?? {}));
    if (figures.length > 0) console.log(`\n${new Date().toISOString().slice(0, 10)}\n${lines(figures)}`);
    const reasons = addUp(skipped.map((test) => ({ [whySkipped(test)]: 1 })));
    if (reasons.length > 0) console.log(`\nSkipped, because\n${lines(reasons)}`);
    const failures = failed.length + brokenFiles.length;
    console.log(`\n${passed.length} passed, ${failures} failed, ${skipped.length} skipped`);
  }
}

function addUp(counts: Figures[]): [what: string, times: number][] {
  const sums = new Map<string, number>();
  for (const [what, times] of counts.flatMap((count) => Object.entries(count))) {
    sums.set(what, (sums.get(what) ?? 0) + times);
  }
  return [...sums];
}

const lines = (sums: [what: string, times: number][]) =>
  sums.map(([what, times]) => `${times.toLocaleString("en").padStart(8)} ${what}`).join("\n");

/** A test says it itself, or the closest suite around it does; `vitest -t` leaves out without a reason. */
function whySkipped(test: TestCase): string {
  const result = test.result();
  if (result.state === "skipped" && result.note) return result.note;
  let around = test.parent;
  while (around.type === "suite") {
    const { whySkipped: reason } = around.meta();
    if (reason) return reason;
    around = around.parent;
  }
  return test.meta().whySkipped ?? "their file says so, or they were not chosen";
}
