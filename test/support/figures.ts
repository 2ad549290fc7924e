import type { TestContext } from "vitest";

/** How often each thing was counted, by its name. */
export type Figures = Record<string, number>;

declare module "vitest" {
  interface TaskMeta {
    /** What a test adds to the figures that its suite ends with. */
    figures?: Figures;
  }
}

/** Adds to the figures that the suite ends with; call it when what is counted has been checked. */
export function count({ task }: Pick<TestContext, "task">, what: string, times = 1): void {
  const figures = (task.meta.figures ??= {});
  figures[what] = (figures[what] ?? 0) + times;
}
