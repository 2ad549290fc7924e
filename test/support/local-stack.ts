import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import lockfile from "proper-lockfile";
import { inject } from "vitest";

import { type LocalStack, type LocalStackOptions, startLocalStack } from "../../infra/local/local-stack.ts";
import { synthesize } from "../../infra/local/template/synth.ts";
import { localSettings, type IssuerSettings } from "../../infra/settings.ts";

export type TestStack = LocalStack & AsyncDisposable;

/**
 * Starts the local stack in this process: in memory, at free ports, from the assembly that all tests share.
 *
 * @param change changes the template before it is served
 */
export async function startTestStack(
  options: Partial<LocalStackOptions> = {},
  change: (template: string) => string = (template) => template,
): Promise<TestStack> {
  const inMemory = { port: 0, issuerPort: 0, storage: "memory", pollIntervalSeconds: 1 } as const;
  const stack = await startLocalStack({
    ...inMemory,
    async synthesize(settings, folder) {
      await copyAssembly(settings, folder);
      const file = join(folder, "Wish.template.json");
      await writeFile(file, change(await readFile(file, "utf8")));
    },
    ...options,
  });
  return { ...stack, [Symbol.asyncDispose]: () => stack.close() };
}

/**
 * The assembly of the stack for the local settings: synthesized once in a run of the tests, by who needs it first.
 *
 * @returns its folder, which is not to be changed
 */
export async function sharedAssembly(): Promise<string> {
  const folder = join(inject("sharedFolder"), "assembly");
  await mkdir(folder, { recursive: true });
  const retries = { retries: 600, minTimeout: 100, maxTimeout: 100 };
  const release = await lockfile.lock(folder, { retries, stale: 60_000 });
  try {
    if (!existsSync(join(folder, "manifest.json"))) await synthesize(localSettings, folder);
  } finally {
    await release();
  }
  return folder;
}

/** Gives a stack the shared assembly with its own issuer's address in the template: nothing else depends on it. */
async function copyAssembly(settings: IssuerSettings, folder: string): Promise<void> {
  const { issuer, ...others } = localSettings;
  const isShared = Object.entries(others).every(([name, value]) => settings[name as keyof IssuerSettings] === value);
  if (!isShared) return synthesize(settings, folder);
  await cp(await sharedAssembly(), folder, { recursive: true });
  const file = join(folder, "Wish.template.json");
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(issuer, settings.issuer));
}
