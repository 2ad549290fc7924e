import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { count } from "../../support/figures.ts";
import { lockedPackages } from "./lock-file.ts";

it("takes every package from the registry, under its digest", (context) => {
  const locked = Object.entries(lockedPackages);
  const strange = locked.filter(
    ([, { resolved = "https://registry.npmjs.org/", integrity = "", inBundle = false }]) => {
      const isKnown = inBundle || /^sha512-[A-Za-z0-9+/]{86}==$/u.test(integrity);
      return !isKnown || !resolved.startsWith("https://registry.npmjs.org/");
    },
  );
  expect(strange).toEqual([]);
  expect(locked.length).toBeGreaterThan(100);
  count(context, "packages in the lock file, all of the registry and under a digest", locked.length);
});

it("asks for each by an exact version, or through the fork's own name", async () => {
  const manifest = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8")) as {
    devDependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  for (const version of Object.values(manifest.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/u);
  expect(Object.values(manifest.optionalDependencies)).toEqual([expect.stringMatching(/^npm:@github\/keytar@\^7\./u)]);
});
