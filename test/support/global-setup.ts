import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

import { reasonForNoKeychain } from "./keychain.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of this run, for what several test files share. */
    sharedFolder: string;
    /** Why the tests that need a keychain cannot run. */
    reasonForNoKeychain: string | undefined;
  }
}

/** Builds the program before the first test, so that none runs on an old one, and looks for a keychain. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { metafile } = await import("../../cli/build/build.ts");
  const folder = await mkdtemp(join(tmpdir(), "wish-tests-"));
  await writeFile(join(folder, "metafile.json"), JSON.stringify(metafile));
  project.provide("sharedFolder", folder);
  project.provide("reasonForNoKeychain", await reasonForNoKeychain());
  return () => rm(folder, { recursive: true });
}
