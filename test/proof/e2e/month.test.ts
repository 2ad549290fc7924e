import { expect } from "vitest";

import { it } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";

// Some thirty commands, each a process of its own.
const timeout = 240_000;

it(
  "a list can be kept for a month: added to, changed, searched, got from, cleaned up and taken back",
  { timeout },
  async ({ wish, stack }) => {
    await signIn(wish, stack.apiUrl);
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await wish.run([...args, "--api", stack.apiUrl]);
      expect({ args, exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ args, exitCode: 0, stderr: "" });
      return stdout.trim();
    };
    /** The names on the list, as a script would read them. */
    const names = async (...flags: string[]) => (await run("list", "--tsv=name", ...flags)).split("\n");

    const bicycle = await run("add", "A bicycle", "--url", "https://example.org/bicycle", "--price", "249 EUR");
    const tent = await run("add", "Tent", "--price", "89.50 EUR", "--tags", "outdoor");
    const tea = await run("add", "Té verde", "--description", "loose, 100 g");
    const socks = await run("add", "Socks", "--quantity", "3", "--priority", "low");
    expect(await names()).toEqual(["Socks", "Té verde", "Tent", "A bicycle"]);

    await run("edit", bicycle, "--add-tag", "outdoor", "--priority", "high", "--price", "199 EUR");
    await run("edit", tea, "--name", "Té verde de Japón", "--price", "12 EUR");
    expect(await names("--tag", "outdoor")).toEqual(["Tent", "A bicycle"]);
    expect(await names("te", "japon")).toEqual(["Té verde de Japón"]);
    expect(await names("--sort", "priority")).toEqual(["A bicycle", "Té verde de Japón", "Tent", "Socks"]);
    expect(await names("--sort", "price", "--max-price", "100 EUR")).toEqual(["Té verde de Japón", "Tent"]);

    await run("got", tent);
    expect(await names()).toEqual(["Socks", "Té verde de Japón", "A bicycle"]);
    expect(await names("--status", "got")).toEqual(["Tent"]);

    await run("remove", socks, tea);
    expect(await names("--status", "all")).toEqual(["Tent", "A bicycle"]);
    await run("undo");
    expect(await names()).toEqual(["Socks", "Té verde de Japón", "A bicycle"]);
    await run("remove", socks);
    await run("restore", socks);
    await run("undo");
    await run("undo");
    await run("undo");
    expect(await names()).toEqual(["Socks", "Té verde de Japón", "Tent", "A bicycle"]);
  },
);
