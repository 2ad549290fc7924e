import type { Reporter, TestModule } from "vitest/node";
import type { Figures } from "./figures.ts";

/** Ends a run with what its tests counted. */
export default class FiguresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const sums = new Map<string, number>();
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const figures: Figures = test.meta().figures ?? {};
      for (const [what, times] of Object.entries(figures)) {
        sums.set(what, (sums.get(what) ?? 0) + times);
      }
    }
    const lines = [...sums].map(([what, times]) => `${times.toLocaleString("en").padStart(8)} ${what}`);
    console.log(`\n${new Date().toISOString().slice(0, 10)}\n${lines.join("\n")}`);
  }
}
