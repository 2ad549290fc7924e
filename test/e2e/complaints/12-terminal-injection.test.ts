import { describe, expect } from "vitest";

import { it as base } from "../../support/fixtures.ts";
import type { Answer } from "../../support/server.ts";

// A window title, a cleared screen in C1, a rubbed-out letter, text from right to left, letters of no width, an OSC and a
// DCS without an end, a line that looks like one of ours, and a tag.
const hostile =
  "\u001B]0;owned\u0007\u009B2Ja\u007F\u202Egnp.exe\u2066\u200B\uFEFF\u001B]8;;http://evil\r\nSigned in.\u001BPq\u{E0041}";
const shown = "\\u001b]0;owned\\u0007\\u009b2Ja\\u007f\\u202egnp.exe\\u2066\\u200b\\ufeff\\u001b]8;;http://evil";

/** What the program itself may write to a terminal beside visible text: line ends, styles, the line it rewrites, links. */
const own = /\r?\n|\u001B\[(?:\d+m|1G|2K|1A)|\u001B\]8;;[!-~]*\u001B\\/gu;
const harmful = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]|\p{Surrogate}/u;

interface Fixtures {
  atTerminal(...args: string[]): Promise<string>;
  serve(...items: object[]): void;
}

const it = base.extend<Fixtures>({
  atTerminal: ({ wish, api }, use) =>
    use(async (...args) => {
      const { stdout } = await wish.runInTerminal([...args, "--api", api.apiUrl], {
        columns: 200,
        environment: { TERM: "xterm-kitty" },
      });
      expect(stdout.replaceAll(own, "")).not.toMatch(harmful);
      return stdout;
    }),
  serve: ({ api }, use) =>
    use((...items) => {
      api.list = () => ({ status: 200, body: { Items: items } });
    }),
});

const wishWith = (text: string) => ({
  id: text,
  name: text,
  description: text,
  url: `https://example.com/${text}`,
  createdAt: text,
});

describe("complaint 12: what a server sends drives the terminal", () => {
  it.for([[["list"]], [["list", "--json"]], [["list", "--ndjson"]]] as const)(
    "%j",
    async ([args], { atTerminal, serve }) => {
      serve(wishWith(hostile));
      expect(await atTerminal(...args)).toContain(shown.slice(0, 20));
    },
  );

  it("gives a terminal JSON that means the same", async ({ atTerminal, serve }) => {
    serve(wishWith(hostile));
    expect(JSON.parse(await atTerminal("list", "--json"))).toEqual([wishWith(hostile)]);
  });

  it("gives a pipe the JSON to the byte", async ({ wish, api, serve }) => {
    serve(wishWith(hostile));
    const { stdout } = await wish.run(["list", "--json", "--api", api.apiUrl]);
    expect(JSON.parse(stdout)).toEqual([wishWith(hostile)]);
    expect(stdout).toContain("\u202Egnp.exe\u2066\u200B\uFEFF");
  });

  it("links to nothing but the web, and lets no address end its link", async ({ wish, api, serve }) => {
    serve(wishWith(hostile), { id: "2", name: "call", url: "javascript:alert(1)" });
    const { stdout } = await wish.runInTerminal(["list", "--api", api.apiUrl], {
      columns: 300,
      environment: { TERM: "xterm-kitty" },
    });
    const links = [...stdout.matchAll(/\u001B\]8;;([^\u001B]*)\u001B\\/gu)].map(([, address]) => address);
    expect(links).toEqual([new URL(wishWith(hostile).url).href, ""]);
  });

  it.for<[string, Answer]>([
    ["the API's error message", { status: 400, body: { message: hostile } }],
    ["the API's error list", { status: 422, body: { message: "no", errors: [{ field: "name", message: hostile }] } }],
    // A header holds Latin-1, and in it C1.
    ["where a redirect leads", { status: 302, headers: { location: "http://evil/\u009B2J" } }],
  ])("%s", async ([, answer], { api, atTerminal }) => {
    api.list = () => answer;
    expect(await atTerminal("list")).toContain("\\u009b2J");
  });

  it("the wish that was added, and why one was not", async ({ wish, api, atTerminal }) => {
    api.add = () => ({ status: 201, body: { id: hostile, name: hostile } });
    await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin: "token" });
    expect(await atTerminal("add", "--name", "Kite")).toContain(shown);
    api.add = () => ({
      status: 401,
      headers: { "www-authenticate": 'Bearer error="invalid_request" error_description="\u009B2J"' },
    });
    expect(await atTerminal("add", "--name", "Kite")).toContain("\\u009b2J");
  });

  it("the issuer's addresses and code", async ({ issuer, atTerminal }) => {
    issuer.script.deviceCode = { verification_uri_complete: `${issuer.origin}/${hostile}`, user_code: hostile };
    const stdout = await atTerminal("login");
    expect(stdout).toContain(new URL(`${issuer.origin}/${hostile}`).href);
    expect(stdout).toContain(`shows this code:  \u001B[1m${shown}`);
  });

  it.for(["access_denied", "server_error"])("the issuer's reason for %s", async (error, { issuer, atTerminal }) => {
    issuer.script.polls = [{ status: 403, body: { error, error_description: hostile } }];
    expect(await atTerminal("login")).toContain(shown);
  });

  it("the person's name, at once and later", async ({ issuer, atTerminal }) => {
    issuer.script.personName = hostile;
    expect(await atTerminal("login")).toContain(shown);
    expect(await atTerminal("status")).toContain(shown);
    expect(await atTerminal("status", "--json")).toContain(shown.slice(0, 10));
  });

  it("what an API calls itself and its issuer", async ({ api, issuer, atTerminal }) => {
    api.issuer = `${issuer.origin}/${hostile}`;
    expect(await atTerminal("init", api.apiUrl)).toContain("wish: ");
    expect(await atTerminal("login")).toContain("wish: ");
  });
});
