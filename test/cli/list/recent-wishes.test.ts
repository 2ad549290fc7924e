import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { it } from "../../support/listing.ts";

describe("what wish list leaves for completion", () => {
  it("is ids and names in a file that only its owner can read", async ({ wish, api, serve }) => {
    serve([
      { id: "k3f9", name: "A\tkite\u001B[31m" },
      { id: "--help", name: "A flag" },
      { id: "a b;c", name: "Commands" },
    ]);
    const cache = join(wish.home, "my cache");
    const environment = { XDG_CACHE_HOME: cache };
    await wish.run(["list", "nothing-like-that", "--json", "--api", api.apiUrl], { environment });
    const file = join(cache, "wish", "wishes.tsv");
    expect(await readFile(file, "utf8")).toBe("k3f9\tA kite\\u001b[31m\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cache, "wish"))).mode & 0o777).toBe(0o700);
    const names = await readdir(join(cache, "wish"));
    expect(names.filter((name) => name.startsWith("wishes"))).toEqual(["wishes.tsv"]);
  });

  it("is the first thousand wishes of a long list", async ({ wish, list, serve }) => {
    serve(Array.from({ length: 2500 }, (_, index) => ({ id: `w${index}`, name: "Tea" })));
    await list();
    const lines = (await readFile(join(wish.home, ".cache", "wish", "wishes.tsv"), "utf8")).trim().split("\n");
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([1000, "w0\tTea", "w999\tTea"]);
  });

  it("is nothing, without a word, where it cannot be written", async ({ wish, list, serve }) => {
    serve([{ id: "k3f9", name: "A kite" }]);
    await writeFile(join(wish.home, ".cache"), "");
    expect(await list("--ndjson=id")).toEqual({ exitCode: 0, signal: null, stdout: '{"id":"k3f9"}\n', stderr: "" });
  });
});
