import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/listing.ts";

const kite = { id: "k1te", name: "A kite", price: { currency: "EUR", amount: "9.50" }, tags: ["outdoor"], version: 2 };
const tea = { id: "tea", name: "Tea", url: "https://shop.example/tea", description: "green\nor black", version: 1 };
const book = { id: "b00k", name: "A book", status: "got", version: 3 };

interface Fixtures {
  diff(input: string, ...flags: string[]): Promise<Finished>;
  exported(...flags: string[]): Promise<string>;
}

const it = base.extend<Fixtures>({
  diff: ({ wish, api }, use) =>
    use((stdin, ...flags) => wish.run(["diff", "-", "--api", api.apiUrl, ...flags], { stdin })),
  exported: ({ wish, api }, use) =>
    use(async (...flags) => (await wish.run(["export", "--api", api.apiUrl, ...flags])).stdout),
});

it.beforeEach(({ serve }) => serve([kite, tea], [book]));

describe("wish diff", () => {
  it.for(["json", "ndjson", "csv"])(
    "shows nothing for what wish export has written: %s",
    async (format, { diff, exported }) => {
      const same = { exitCode: 0, stdout: "", stderr: "" };
      expect(await diff(await exported("--format", format))).toMatchObject(same);
      expect(await diff(await exported("--format", format, "--status", "all"), "--status", "all")).toMatchObject(same);
      expect((await diff(await exported("--format", format, "--status", "all"))).stdout).toMatch(
        /^\+ A book \(\w+ \d\)$/mu,
      );
    },
  );

  it("shows what is added, missing and different, as text and as JSON", async ({ diff, exported, serve }) => {
    const file = await exported();
    serve(
      [{ ...kite, price: { amount: "12.00", currency: "EUR" }, tags: undefined, priority: "high", version: 4 }],
      [book],
    );
    const text = await diff(file);
    expect(text).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text.stdout.split("\n")).toEqual([
      "~ A kite (k1te)",
      "    - price: 12.00 EUR",
      "    + price: 9.50 EUR",
      "    + tags: outdoor",
      "    - priority: high",
      "+ Tea (wish 2)",
      "",
    ]);
    const { stdout } = await diff(file, "--json", "--status", "all");
    expect(
      stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        line: 1,
        id: "k1te",
        name: "A kite",
        list: { price: { amount: "12.00", currency: "EUR" }, tags: null, priority: "high" },
        file: { price: { amount: "9.50", currency: "EUR" }, tags: ["outdoor"], priority: null },
      },
      { line: 2, name: "Tea", list: null, file: expect.objectContaining({ description: "green\nor black" }) as object },
      { id: "b00k", name: "A book", list: book, file: null },
    ]);
  });

  it("finds what has no id by its address or its name, and compares only what a row mentions", async ({ diff }) => {
    expect(await diff("http://www.shop.example/tea/\na  KITE\n")).toMatchObject({
      exitCode: 0,
      stdout: [
        "~ Tea (tea)",
        "    - url: https://shop.example/tea",
        "    + url: http://www.shop.example/tea/",
        "~ A kite (k1te)",
        "    - name: A kite",
        "    + name: a  KITE",
        "",
      ].join("\n"),
    });
    expect((await diff("name,description\nTea,black\n")).stdout).toBe(
      "~ Tea (tea)\n    - description: green\\nor black\n    + description: black\n- A kite (k1te)\n",
    );
  });

  it("names rows that cannot be compared, and goes on", async ({ diff }) => {
    const { exitCode, stdout, stderr } = await diff(
      '{"id":"tea","price":"free"}\n{"name":""}\nnot JSON\n{"name":"New"}\n',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: "+ New (line 4)\n- A kite (k1te)\n" });
    expect(stderr.split("\n").slice(0, 3)).toEqual([
      expect.stringMatching(/^Line 1: Price must be an amount/u),
      "Line 2: Name must not be empty.",
      "Line 3: It is not JSON.",
    ]);
  });

  it("says so at a terminal where nothing differs", async ({ wish, api, serve }) => {
    serve([]);
    const run = await wish.runInTerminal(["diff", "/dev/null", "--api", api.apiUrl], { environment: { TERM: "dumb" } });
    expect(run).toMatchObject({ exitCode: 0, stdout: "/dev/null and the list are the same.\r\n" });
  });
});
