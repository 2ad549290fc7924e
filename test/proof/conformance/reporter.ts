import type { Reporter, TestModule } from "vitest/node";

import { openQuestions } from "./not-captured.ts";
import type { Source } from "./sources.ts";

const kinds: Source["kind"][] = ["captured", "documented", "synthesized"];

/** Ends a run of the conformance suite with `N of M`, with what is missing, and with what nobody knows. */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => {
        const { source, missing } = test.meta();
        return source ? [{ source, missing, what: test.fullName, passed: test.result().state === "passed" }] : [];
      });
    if (cases.length === 0) return;
    const score = (of: typeof cases) => `${of.filter(({ passed }) => passed).length} of ${of.length}`;
    const lines = [
      `Behaviours of the real HTTP API that the local one has: ${score(cases)}`,
      ...kinds.map((kind) => `  ${kind}: ${score(cases.filter(({ source }) => source.kind === kind))}`),
      "",
      "Known, but not here:",
      ...cases.flatMap(({ what, missing, source }) =>
        missing === undefined ? [] : [`  - ${what} (${source.where}): ${missing}`],
      ),
      "",
      "Not captured anywhere, and what the local one does:",
      ...openQuestions().map(({ where, text }) => `  - ${text} (${where})`),
    ];
    console.log(`\n${lines.join("\n")}`);
  }
}
