import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/listing.ts";
import { signIn } from "../../support/sign-in.ts";
import { hasWritten } from "../../support/wish.ts";

const bicycle = { id: "b1cycle", name: "A red bicycle", url: "https://shop.example/bicycle" };
const environment = { WISH_TOKEN: "token", TERM: "dumb" };

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** Runs `wish add --from -`. */
  addFrom(lines: object[], ...flags: string[]): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  run: ({ wish, api }, use) => use((...args) => wish.run([...args, "--api", api.apiUrl], { environment })),
  addFrom: ({ wish, api }, use) =>
    use((lines, ...flags) =>
      wish.run(["add", "--from", "-", "--api", api.apiUrl, ...flags], {
        stdin: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
        environment,
      }),
    ),
});

it.beforeEach(({ serve, api }) => {
  serve([bicycle]);
  api.add = ({ body }) => ({ status: 201, body: { id: `id-${(JSON.parse(body) as { name: string }).name}` } });
});

describe("wish add of what is on the list already", () => {
  it.for([
    [["A RED  Bicycle"]],
    [["Something else", "--url", "http://www.shop.example/bicycle/?utm_source=mail"]],
  ] as const)("names it and ends with 3 where nobody can be asked: %j", async ([flags], { api, run }) => {
    expect(await run("add", ...flags)).toMatchObject({
      exitCode: 3,
      stdout: "",
      stderr:
        "wish: On the list already: A red bicycle (b1cycle).\nNothing was sent. Give --duplicate to have it twice.\n",
    });
    expect(api.posts()).toEqual([]);
    expect(await run("add", ...flags, "--duplicate")).toMatchObject({ exitCode: 0 });
  });

  it.for([
    ["y", 0],
    ["", 3],
  ] as const)("asks at a terminal: %j ends with %i", async ([answer, exitCode], { wish, api }) => {
    const asking = wish.startInTerminal(["add", "a red bicycle", "--api", api.apiUrl], { environment });
    await hasWritten(asking, "On the list already: A red bicycle (b1cycle). Go on all the same? [y/N]");
    asking.stdin.write(`${answer}\n`);
    expect(await new Promise((resolve) => asking.once("close", resolve))).toBe(exitCode);
    expect(api.posts()).toHaveLength(exitCode === 0 ? 1 : 0);
  });

  it("takes what an earlier try with the same key has added for that", async ({ run, serve }) => {
    serve([{ ...bicycle, createdAt: "2026-11-22T10:00:00.000Z", status: "wanted", version: 1 }]);
    const flags = ["--name", bicycle.name, "--url", bicycle.url, "--key", "mine"];
    expect(await run("add", ...flags)).toMatchObject({ exitCode: 0 });
    expect(await run("add", ...flags, "--priority", "high")).toMatchObject({ exitCode: 3 });
  });

  it("adds all the same where the API cannot list", async ({ api, run }) => {
    api.list = () => ({ status: 403, body: { message: "Forbidden" } });
    const result = await run("add", "Tea");
    expect(result).toMatchObject({ exitCode: 0, stdout: "id-Tea\n" });
    expect(result.stderr).toMatch(
      /^Not looked for duplicates, because the list could not be read\. .*403: Forbidden\n$/u,
    );
  });
});

describe("wish add --from of what is on the list already", () => {
  it("reads the list once, refuses what is on it or further up in the file, and adds the others", async ({
    api,
    addFrom,
  }) => {
    const lines = [{ name: "Tea" }, { name: "a red bicycle" }, { name: "TEA" }, { name: "Kite" }];
    expect(await addFrom(lines)).toMatchObject({
      exitCode: 7,
      stdout: "id-Tea\nid-Kite\n",
      stderr: [
        "Line 2: On the list already: A red bicycle (b1cycle).",
        "Line 3: The same as line 1.",
        "wish: Not added: 2 of 4 wishes.",
        "Give --duplicate to add also what is on the list already.",
        "",
      ].join("\n"),
    });
    expect(api.received.filter(({ method }) => method === "GET")).toHaveLength(1);
    expect(await addFrom(lines, "--duplicate")).toMatchObject({ exitCode: 0 });
  });

  it.for(["spring", `${Date.now().toString(36)}-0123456789abcdef`])(
    "takes what an earlier run with the key %s has added for that",
    async (key, { api, addFrom, serve }) => {
      const lines = [{ name: "Tea" }, { name: "Kite" }, { name: "tea" }];
      expect(await addFrom(lines, "--run-key", key)).toMatchObject({ exitCode: 7, stdout: "id-Tea\nid-Kite\n" });
      serve(api.posts().map(({ body }, index) => Object.assign(JSON.parse(body) as object, { id: `w${index}` })));
      expect(await addFrom(lines, "--run-key", key)).toMatchObject({ exitCode: 7, stdout: "id-Tea\nid-Kite\n" });
      expect(await addFrom(lines, "--run-key", key, "--start-line", "3")).toMatchObject({ exitCode: 7, stdout: "" });
    },
  );
});

describe("wish edit to what is on the list already", () => {
  it("names the other wish and ends with 3", async ({ wish, stack }) => {
    const run = (...args: string[]) => wish.run([...args, "--api", stack.apiUrl], { environment: {} });
    await signIn(wish, stack.apiUrl);
    const [kite, tea] = [(await run("add", "Kite")).stdout.trim(), (await run("add", "Tea")).stdout.trim()];
    const refused = await run("edit", tea, "--name", "KITE");
    expect(refused).toMatchObject({ exitCode: 3, stdout: "" });
    expect(refused.stderr).toContain(`On the list already: Kite (${kite}).`);
    // Its own name is not in its way.
    expect(await run("edit", kite, "--name", "kite")).toMatchObject({ exitCode: 0 });
    expect(await run("edit", tea, "--name", "KITE", "--duplicate")).toMatchObject({ exitCode: 0 });
    expect((await run("list", "--duplicates", "--sort", "name", "--ndjson=id")).stdout.split("\n")).toHaveLength(3);
  });
});

it("wish list --duplicates shows only what is there more than once", async ({ list, serve }) => {
  serve([bicycle, { id: "tea", name: "Tea" }, { id: "again", name: "Bike", url: "http://shop.example/bicycle/" }]);
  expect((await list("--duplicates", "--ndjson=id")).stdout).toBe('{"id":"b1cycle"}\n{"id":"again"}\n');
});
