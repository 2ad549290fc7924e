import { spawn } from "node:child_process";

import { describe, expect } from "vitest";

import type { ListedWish } from "../../../cli/api/answers.ts";
import { fieldNames } from "../../../service/wish.ts";
import { finished } from "../../support/finished.ts";
import { it } from "../../support/listing.ts";

const bicycle: ListedWish = {
  id: "1",
  name: "A bicycle",
  url: "https://example.com/bicycle",
  description: "red,\n\tor blue \\ green",
  createdAt: "2026-11-22T14:00:00.000Z",
  price: { amount: "39.90", currency: "EUR" },
  priority: "high",
  quantity: 2,
  tags: ["outdoor", "sport"],
  status: "wanted",
  updatedAt: "2026-11-22T14:00:00.000Z",
  version: 1,
};
const tea: ListedWish = {
  id: "2",
  name: "お茶 🍵",
  createdAt: "2026-11-21T09:00:00.000Z",
  status: "wanted",
  updatedAt: "2026-11-21T09:00:00.000Z",
  version: 1,
};

it.beforeEach(({ serve }) => serve([bicycle, tea]));

describe("wish list in a pipe", () => {
  it("prints tab-separated values with every tab and line break escaped", async ({ list }) => {
    expect(await list()).toEqual({
      exitCode: 0,
      signal: null,
      stdout:
        "1\tA bicycle\thttps://example.com/bicycle\tred,\\n\\tor blue \\\\ green\t2026-11-22T14:00:00.000Z" +
        "\t39.90 EUR\thigh\t2\toutdoor,sport\twanted\t2026-11-22T14:00:00.000Z\t1\t\n" +
        "2\tお茶 🍵\t\t\t2026-11-21T09:00:00.000Z\t\t\t\t\twanted\t2026-11-21T09:00:00.000Z\t1\t\n",
      stderr: "",
    });
  });

  it("prints one array with --json and one object a line with --ndjson", async ({ list }) => {
    expect(JSON.parse((await list("--json")).stdout)).toEqual([bicycle, tea]);
    const lines = (await list("--ndjson")).stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([bicycle, tea]);
  });

  it("prints only the fields that are asked for, in that order", async ({ list }) => {
    expect(JSON.parse((await list("--json=name,url")).stdout)).toEqual([
      { name: bicycle.name, url: bicycle.url },
      { name: tea.name },
    ]);
    expect((await list("--ndjson=createdAt,id", "--limit=1")).stdout).toBe(
      `{"createdAt":"${bicycle.createdAt}","id":"1"}\n`,
    );
  });

  it("lists the fields there are when one is asked for that is not", async ({ api, list }) => {
    const result = await list("--json=name,cost");
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(JSON.parse(result.stderr)).toMatchObject({
      error: {
        code: "wrong_usage",
        message: expect.stringContaining(
          `There is no field "cost". The fields are ${fieldNames.join(", ")}.`,
        ) as string,
      },
    });
    expect(api.received).toEqual([]);
  });

  it("asks for the next page while it writes one", async ({ wish, api, serve }) => {
    serve(
      Array.from({ length: 3000 }, (_, index) => ({ ...bicycle, id: String(index), description: "x".repeat(500) })),
    );
    const child = wish.start(["list", "--api", api.apiUrl]);
    // Nobody reads, so the first page fills the pipe; the second is fetched all the same.
    while (api.received.length < 2) await new Promise(setImmediate);
    const result = await finished(child);
    expect(result.stdout.trimEnd().split("\n")).toHaveLength(3000);
  });

  it.for([[], ["--limit", "5"]])(
    "ends when an API goes on without end and without wishes, with %j",
    async (flags, { api, list }) => {
      api.list = () => ({ status: 200, body: { Items: [], Count: 0, NextToken: String(api.received.length) } });
      const result = await list(...flags);
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toContain("goes on without any more wishes.");
    },
  );

  it("repeats a page that the service was too busy for", async ({ api, list }) => {
    const good = api.list;
    api.list = (request) =>
      api.received.length < 3 ? { status: 503, headers: { "retry-after": "0" } } : good(request);
    expect(await list("--ndjson")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("tells errors in JSON with --json", async ({ api, list }) => {
    api.list = () => ({ status: 403, body: { message: "Forbidden" } });
    const result = await list("--json");
    expect(result).toMatchObject({ exitCode: 5, stdout: "" });
    expect(JSON.parse(result.stderr)).toEqual({
      error: { code: "forbidden", message: "The API answered 403: Forbidden", hint: expect.any(String) as string },
    });
    const usage = await list("--json", "--limi=3");
    expect(usage).toMatchObject({ exitCode: 2, stdout: "" });
    expect(JSON.parse(usage.stderr)).toEqual({
      error: { code: "wrong_usage", message: "unknown option '--limi=3'", hint: "(Did you mean --limit?)" },
    });
  });

  it("prints an empty array, or nothing but a note, for an empty list", async ({ list, serve }) => {
    serve([]);
    expect(await list("--json")).toMatchObject({ stdout: "[]\n", stderr: "" });
    expect(await list()).toEqual({ exitCode: 0, signal: null, stdout: "", stderr: "" });
  });

  it("says at a terminal when --limit has cut the list", async ({ wish, api, list }) => {
    const cut = await wish.runInTerminal(["list", "--api", api.apiUrl, "--limit", "1"]);
    expect(cut.stdout).toContain("Shown: the first 1. There are more; leave out --limit to see all.\r\n");
    const whole = await wish.runInTerminal(["list", "--api", api.apiUrl, "--limit", "2"]);
    expect(whole.stdout).not.toContain("Shown:");
    expect(await list("--limit", "1")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("says nothing to a script when --limit has cut the list", async ({ list }) => {
    expect(await list("--limit", "1")).toMatchObject({
      stdout: expect.stringMatching(/^1\t.*\n$/u) as string,
      stderr: "",
    });
  });

  it("prints the columns that are asked for, with a text in place of what is absent", async ({ list }) => {
    expect((await list("--tsv=name,url,price", "--empty", "-")).stdout).toBe(
      "A bicycle\thttps://example.com/bicycle\t39.90 EUR\nお茶 🍵\t-\t-\n",
    );
    expect((await list("--empty", "-")).stdout).toContain("\n2\tお茶 🍵\t-\t-\t");
    expect((await list("--empty", "-", "--json")).exitCode).toBe(2);
  });

  it("loses no column to the read of a shell", async ({ wish, api }) => {
    const program = `"${process.execPath}" "${wish.folder}/wish.js" list --api "${api.apiUrl}" --tsv=url,name --empty -`;
    const loop = `while IFS=$'\\t' read -r url name; do echo "$name at $url"; done`;
    const { stdout } = await finished(spawn("bash", ["-c", `${program} | ${loop}`], { env: { HOME: wish.home } }));
    expect(stdout).toBe("A bicycle at https://example.com/bicycle\nお茶 🍵 at -\n");
  });
});

describe("wish list at a terminal", () => {
  it("says when --limit has cut the list", async ({ listInTerminal }) => {
    const note = "Shown: the first 1. There are more; leave out --limit to see all.";
    expect((await listInTerminal(80, "--limit", "1")).stdout).toContain(note);
    expect((await listInTerminal(80, "--limit", "2")).stdout).not.toContain("Shown");
  });

  it.for([
    [[], "The wish list is empty."],
    [["--status", "got"], "Nothing on the list is there yet."],
    [["kite"], "No wish is like that."],
  ] as const)("says so when there is nothing to show, with %j", async ([flags, note], { listInTerminal, serve }) => {
    serve([]);
    expect((await listInTerminal(80, ...flags)).stdout).toBe(`${note}\r\n`);
  });

  it("shows a table that fits, with wide characters counted as wide", async ({ listInTerminal }) => {
    const { stdout } = await listInTerminal(80, "--no-color");
    expect(stdout.replaceAll("\r\n", "\n")).toBe(
      "ID  NAME           PRICE  PRIORITY  QUANTITY  ADDED       TAGS\n" +
        "1   A bicycle  39.90 EUR  high             2  2026-11-22  outdoor,sport\n" +
        "2   お茶 🍵                                   2026-11-21\n",
    );
  });

  it("shows all columns, uncut, with --wide", async ({ listInTerminal }) => {
    const { stdout } = await listInTerminal(40, "--no-color", "--wide");
    expect(stdout.split("\r\n")[1]).toBe(
      "1   A bicycle  39.90 EUR  wanted  high             2  2026-11-22 14:00  outdoor,sport" +
        "  https://example.com/bicycle  red, or blue \\ green",
    );
  });

  it("shows the day that it was where the person is", async ({ shown }) => {
    expect(await shown({ TZ: "Pacific/Auckland" })).toContain("2026-11-23");
  });

  it("tells a wish from all that were read, not only from those shown", async ({ listInTerminal, serve }) => {
    serve([
      { id: "k3f9c2a7", name: "A bicycle" },
      { id: "k3f9cxyz", name: "A kite" },
    ]);
    const { stdout } = await listInTerminal(40, "kite");
    expect(stdout).toContain("\u001B[1mk3f9cx\u001B[22m  A kite");
  });

  it("prints the same table into a pipe when WISH_FORCE_TTY gives the columns", async ({
    wish,
    api,
    listInTerminal,
  }) => {
    const forced = await wish.run(["list", "--no-color", "--api", api.apiUrl], {
      environment: { WISH_FORCE_TTY: "80" },
    });
    const { stdout } = await listInTerminal(80, "--no-color");
    expect(forced.stdout).toBe(stdout.replaceAll("\r\n", "\n"));
  });

  it("colours the header for a terminal, but not when NO_COLOR or TERM=dumb says otherwise", async ({ shown }) => {
    expect(await shown({ TERM: "xterm" })).toContain("\u001B[1mID");
    expect(await shown({ TERM: "xterm", NO_COLOR: "1" })).not.toContain("\u001B");
    expect(await shown({ TERM: "dumb" })).not.toContain("\u001B");
  });
});

describe("wish list with an API that is not ours", () => {
  it("lists unordered items without tokens or times", async ({ api, list }) => {
    api.list = () => ({ status: 200, body: { Items: [{ id: "a", name: "Socks" }] } });
    expect((await list()).stdout).toBe(`a\tSocks${"\t".repeat(fieldNames.length - 2)}\n`);
    expect((await list("--limit", "5", "--json")).stdout).toBe('[\n{"id":"a","name":"Socks"}\n]\n');
  });

  it.for([
    ["a web page", "<h1>Hello</h1>"],
    ["null", "null"],
    ["no Items", { wishes: [] }],
    ["an item that is not a wish", { Items: [null] }],
    ["an item without a name", { Items: [{ id: "1" }] }],
    ["a NextToken that is not text", { Items: [], NextToken: 7 }],
    ["the same page for ever", { Items: [], NextToken: "again" }],
  ] as const)("says so when it gets %s", async ([, body], { api, list }) => {
    api.list = () => ({ status: 200, body });
    const result = await list();
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toMatch(/^wish: The answer of http.*\.\nCheck that this is the address of a wish list\.\n$/u);
  });

  it.for([
    [501, 6],
    [404, 1],
    [400, 2],
    [403, 5],
  ] as const)("ends with status %i as exit code %i", async ([status, exitCode], { api, list }) => {
    api.list = () => ({ status, body: { message: "Something" } });
    const result = await list();
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toContain(`${status}: Something`);
  });

  it("does not follow a redirect", async ({ api, list }) => {
    api.list = () => ({ status: 302, headers: { location: "https://elsewhere.example/" } });
    const result = await list();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("sends on to https://elsewhere.example/.");
  });

  it("gives up after --timeout", async ({ api, list }) => {
    api.list = () => "silence";
    const result = await list("--timeout", "0.2");
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("did not answer within the time limit of 0.2 seconds");
  });

  it("names the host and the cause when nothing answers", async ({ wish }) => {
    const result = await wish.run(["list", "--api", "http://127.0.0.1:1"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("Could not reach 127.0.0.1:1 (ECONNREFUSED).");
  });
});
