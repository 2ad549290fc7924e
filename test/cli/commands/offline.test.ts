import { readdir, readFile, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { openListCache } from "../../../cli/list/list-cache.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/listing.ts";
import type { Received } from "../../support/server.ts";

interface Fixtures {
  /** Gives each page an entity tag, and answers 304 to who has it. */
  tagged: void;
  cacheFolder: string;
  /** The file of the list. */
  file(): Promise<string>;
  /** Lists while nothing answers. */
  listWithoutNetwork(...flags: string[]): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  tagged: ({ api, serve }, use) => {
    serve([kite, tea], [{ ...tea, id: "got", status: "got" }]);
    const list = api.list;
    api.list = (request: Received) => {
      const answer = list(request) as { status: number; body: object };
      const etag = `W/"${JSON.stringify(answer.body).length}"`;
      return request.headers["if-none-match"] === etag
        ? { status: 304, headers: { etag } }
        : { ...answer, headers: { etag } };
    };
    return use();
  },
  cacheFolder: ({ wish }, use) => use(join(wish.home, ".cache", "wish")),
  file: ({ cacheFolder }, use) =>
    use(async () =>
      join(
        cacheFolder,
        (await readdir(cacheFolder)).find((name) => name.endsWith(".pages"))!,
      ),
    ),
  listWithoutNetwork: ({ api, list }, use) =>
    use((...flags) => {
      api.list = () => ({ status: 500 });
      return list("--timeout", "0.2", ...flags);
    }),
});

const kite = { id: "k1te", name: "A kite", tags: ["outdoor"], price: { amount: "9.50", currency: "EUR" } };
const tea = { id: "tea", name: "Té 寿司\u0000" };
const names = (...ids: string[]) => ids.map((id) => `{"id":"${id}"}\n`).join("");

it.beforeEach(({ tagged: _tagged }) => {});

describe("wish list keeps what it has read", () => {
  it("where only its owner can read it, and asks whether it is still the same", async ({ api, list, file }) => {
    const first = await list("--json");
    expect((await stat(await file())).mode & 0o777).toBe(0o600);
    expect(await list("--json")).toEqual(first);
    expect(api.received.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, expect.any(String)]);
  });

  it("and shows what has changed", async ({ list, serve, api }) => {
    await list();
    serve([tea]);
    expect((await list("--ndjson=id")).stdout).toBe(names("tea"));
    api.list = () => "drop";
    expect((await list("--offline", "--ndjson=id")).stdout).toBe(names("tea"));
  });

  it("page by page", async ({ list, serve, listWithoutNetwork }) => {
    serve(Array.from({ length: 2300 }, (_, index) => ({ id: `w${index}`, name: "x".repeat(150) })));
    const { stdout } = await list();
    expect((await listWithoutNetwork("--offline")).stdout).toBe(stdout);
  });

  it("once it is complete", async ({ list, api, listWithoutNetwork }) => {
    await list();
    const { list: good } = api;
    api.list = ({ query }) =>
      query.has("nextToken") ? { status: 400 } : { status: 200, body: { Items: [kite], NextToken: "2" } };
    expect(await list()).toMatchObject({ exitCode: 2 });
    api.list = good;
    await list("--limit", "1");
    expect((await listWithoutNetwork("--offline", "--ndjson=id")).stdout).toBe(names("k1te", "tea"));
  });

  it.for([
    ["is cut off", (path: string) => truncate(path, 200)],
    ["holds zeros", async (path: string) => writeFile(path, Buffer.alloc((await stat(path)).size))],
    ["holds something else", (path: string) => writeFile(path, "{}\n")],
  ] as const)("and reads it anew where the file %s", async ([, damage], { list, file }) => {
    const { stdout } = await list();
    await damage(await file());
    expect(await list("--offline")).toMatchObject({ exitCode: 3, stdout: "" });
    expect(await list()).toMatchObject({ exitCode: 0, stdout });
    expect(await list("--offline")).toMatchObject({ exitCode: 0, stdout });
  });

  it("unless it is too long, and takes away what is oldest of many", async ({ cacheFolder }) => {
    const cache = openListCache({ folder: cacheFolder, userId: undefined, now: () => 0 });
    const read = (url: string, body: string) => {
      const reading = cache.begin(url);
      for (let page = 0; page < 3; page += 1) reading.keep(`${url}?${page}`, undefined, body);
      reading.finish();
    };
    read("https://long.example", "x".repeat(6_000_000));
    expect(cache.find("https://long.example")).toBeUndefined();
    expect(await readdir(cacheFolder)).toEqual([]);
    for (let number = 0; number < 105; number += 1) {
      read(`https://${number}.example`, "{}");
      const path = (await readdir(cacheFolder)).find((name) => name.includes(`-${number}-example`));
      await utimes(join(cacheFolder, path!), number, number);
    }
    expect(await readdir(cacheFolder)).toHaveLength(100);
    expect([cache.find("https://4.example"), [...cache.find("https://104.example")!.bodies()]]).toEqual([
      undefined,
      ["{}", "{}", "{}"],
    ]);
  });
});

it("keeps what is there already on one list apart from another list with such a name", async ({ api, list }) => {
  api.list = ({ query }) => ({
    status: 200,
    body: { Items: [{ ...kite, list: query.get("list"), status: query.get("status") ?? undefined }] },
  });
  await list("--list", "a", "--status", "got");
  await list("--list", "a-status-got");
  for (const flags of [
    ["--list", "a", "--status", "got"],
    ["--list", "a-status-got"],
  ]) {
    expect(await list("--offline", "--ndjson=id", ...flags)).toMatchObject({ exitCode: 0, stdout: names("k1te") });
  }
  api.list = () => ({ status: 500 });
  const failed = await list("--timeout", "0.2", "--list", "a", "--status", "got");
  expect(failed.stderr).toContain("With --offline, `wish list --list a --status got` shows it");
});

describe("wish list --offline", () => {
  it("shows what was kept without any request, selected as usual, and its age on stderr", async ({ api, list }) => {
    await list();
    api.received.length = 0;
    expect(await list("--offline", "--tag", "outdoor", "--tsv=name")).toMatchObject({
      exitCode: 0,
      stdout: "A kite\n",
      stderr: expect.stringMatching(/^Offline: the list as it was less than a minute ago \(.*\)\.\n$/u) as string,
    });
    expect(api.received).toEqual([]);
  });

  it("keeps what is wanted and what is there already apart", async ({ list, listWithoutNetwork }) => {
    await list();
    const missing = await list("--offline", "--status", "all");
    expect(missing).toMatchObject({ exitCode: 3, stdout: "" });
    expect(missing.stderr).toContain("`wish list --status got` keeps it");
    await list("--status", "all");
    expect((await listWithoutNetwork("--offline", "--status", "got", "--ndjson=id")).stdout).toBe(names("got"));
  });

  it("is pointed to when the network fails, and never used unasked", async ({ list, file, listWithoutNetwork }) => {
    await list();
    const text = await readFile(await file(), "utf8");
    const twoHoursAgo = new Date(Date.now() - 2.5 * 3_600_000).toISOString();
    await writeFile(await file(), text.replace(/"readAt":"[^"]+"/u, `"readAt":"${twoHoursAgo}"`));
    const failed = await listWithoutNetwork();
    expect(failed).toMatchObject({ exitCode: 6, stdout: "" });
    expect(failed.stderr).toContain("With --offline, `wish list` shows it as it was 2 hours ago (");
    expect((await listWithoutNetwork("--status", "got")).stderr).not.toContain("--offline");
  });
});
