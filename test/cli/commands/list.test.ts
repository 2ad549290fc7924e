import { describe, expect } from "vitest";

import type { ListedWish } from "../../../cli/api/answers.ts";
import { fieldNames } from "../../../service/wish.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Received } from "../../support/server.ts";

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

interface Fixtures {
  /** Lets the API page through a list; the token of a page is the index of its first wish. */
  serve(wishes: object[]): void;
  list(...flags: string[]): Promise<Finished>;
  listInTerminal(columns: number, ...flags: string[]): Promise<Finished>;
  shown(environment: Record<string, string>): Promise<string>;
}

const it = base.extend<Fixtures>({
  serve: ({ api }, use) =>
    use((wishes: object[]) => {
      api.list = ({ query }: Received) => {
        const start = Number(query.get("nextToken") ?? 0);
        const end = start + Number(query.get("limit"));
        const Items = wishes.slice(start, end);
        return {
          status: 200,
          body: { Items, Count: Items.length, ...(end < wishes.length && { NextToken: String(end) }) },
        };
      };
    }),
  list: ({ wish, api }, use) => use((...flags: string[]) => wish.run(["list", "--api", api.apiUrl, ...flags])),
  listInTerminal: ({ wish, api }, use) =>
    use((columns: number, ...flags: string[]) =>
      wish.runInTerminal(["list", "--api", api.apiUrl, ...flags], { columns, environment: { TERM: "xterm" } }),
    ),
  shown: ({ wish, api }, use) =>
    use(
      async (environment: Record<string, string>) =>
        (await wish.runInTerminal(["list", "--api", api.apiUrl], { environment })).stdout,
    ),
});

it.beforeEach(({ serve }) => serve([bicycle, tea]));

describe("wish list in a pipe", () => {
  it("prints tab-separated values with every tab and line break escaped", async ({ list }) => {
    expect(await list()).toEqual({
      exitCode: 0,
      signal: null,
      stdout:
        "1\tA bicycle\thttps://example.com/bicycle\tred,\\n\\tor blue \\\\ green\t2026-11-22T14:00:00.000Z" +
        "\t39.90 EUR\thigh\t2\toutdoor,sport\twanted\t2026-11-22T14:00:00.000Z\t1\n" +
        "2\tお茶 🍵\t\t\t2026-11-21T09:00:00.000Z\t\t\t\t\twanted\t2026-11-21T09:00:00.000Z\t1\n",
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
    const usage = await list("--json", "--limt=3");
    expect(usage).toMatchObject({ exitCode: 2, stdout: "" });
    expect(JSON.parse(usage.stderr)).toEqual({
      error: { code: "wrong_usage", message: "unknown option '--limt=3'", hint: "(Did you mean --limit?)" },
    });
  });

  it("prints an empty array, or nothing but a note, for an empty list", async ({ list, serve }) => {
    serve([]);
    expect(await list("--json")).toMatchObject({ stdout: "[]\n", stderr: "" });
    expect(await list()).toMatchObject({ exitCode: 0, stdout: "", stderr: "The wish list is empty.\n" });
  });

  it("says at a terminal when --limit has cut the list", async ({ wish, api, list }) => {
    const cut = await wish.runInTerminal(["list", "--api", api.apiUrl, "--limit", "1"]);
    expect(cut.stdout).toContain("Shown: the first 1. There are more; leave out --limit to see all.\r\n");
    const whole = await wish.runInTerminal(["list", "--api", api.apiUrl, "--limit", "2"]);
    expect(whole.stdout).not.toContain("Shown:");
    expect(await list("--limit", "1")).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

describe("wish list at a terminal", () => {
  it("shows a table that fits, with wide characters counted as wide", async ({ listInTerminal }) => {
    const { stdout } = await listInTerminal(80, "--no-color");
    expect(stdout.replaceAll("\r\n", "\n")).toBe(
      "NAME       URL                       DESCRIPTION           ADDED       PRICE\n" +
        "A bicycle  https://example.com/bic…  red, or blue \\ green  2026-11-22  39.90 EUR\n" +
        "お茶 🍵                                                    2026-11-21\n",
    );
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
    expect(await shown({ TERM: "xterm" })).toContain("\u001B[1mNAME");
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
