import { spawnSync } from "node:child_process";

import type { TaskMeta } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why the tests of a suite are skipped. */
    whySkipped?: string;
  }
}

/** What some tests need and not every machine has. */
export type Need =
  | "KEYCHAIN"
  | "CHROMIUM"
  | "DYNAMODB_LOCAL"
  | "GLEWLWYD"
  | "SHELLS"
  | "POWERSHELL"
  | "MANUALS"
  | "AWS_CLI"
  | "MOUNT";

/**
 * Passes on why tests cannot run on this machine.
 *
 * @throws when there is such a reason although WISH_TEST_REQUIRE_…=1 says that they must run
 */
export function reasonToSkip(need: Need, reason: string | undefined): string | undefined {
  const variable = `WISH_TEST_REQUIRE_${need}`;
  if (reason === undefined || process.env[variable] !== "1") return reason;
  throw new Error(`${variable}=1, but ${reason}`);
}

/** The options of a suite that is skipped when there is a reason, which the run's end then gives. */
export function skippedFor(reason: string | undefined): { skip?: true; meta?: TaskMeta } {
  return reason === undefined ? {} : { skip: true, meta: { whySkipped: reason } };
}

/** Why tests cannot run with a program; `undefined` when it is installed. */
export function reasonForNoProgram(need: Need, program: string): string | undefined {
  const isInstalled = spawnSync(program, ["--version"]).error === undefined;
  return reasonToSkip(need, isInstalled ? undefined : `${program} is not installed`);
}
