import { describe, expect } from "vitest";

import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { startProxy } from "../../support/proxy.ts";
import { jsonLdPage, product } from "../../support/shop.ts";
import { startTlsServer } from "../../support/tls.ts";
import { hasWritten } from "../../support/wish.ts";

interface Fixtures {
  /** The address of a page with a lamp. */
  lamp: string;
  add(...args: string[]): Promise<Finished>;
  /** Adds on a terminal, and gives each answer to its question. */
  addInTerminal(args: string[], ...dialogue: [question: string, answer: string][]): Promise<Finished>;
  /** What was sent to the API. */
  sent(): object[];
}

const environment = { WISH_TOKEN: "token-of-mine" };

const it = base.extend<Fixtures>({
  lamp: async ({ shop }, use) => {
    shop.pages.set("/lamp?colour=red", jsonLdPage(product("Lamp", "39.90", { description: "It shines." })));
    await use(`${shop.origin}/lamp?colour=red`);
  },
  add: ({ wish, api }, use) => use((...args) => wish.run(["add", "--api", api.apiUrl, ...args], { environment })),
  addInTerminal: ({ wish, api }, use) =>
    use(async (args, ...dialogue) => {
      const asking = wish.startInTerminal(["add", "--api", api.apiUrl, ...args], { environment });
      const end = finished(asking);
      for (const [question, answer] of dialogue) {
        await hasWritten(asking, question);
        asking.stdin.write(`${answer}\n`);
      }
      return end;
    }),
  sent: ({ api }, use) => use(() => api.posts().map(({ body }) => JSON.parse(body) as object)),
});

const price = { amount: "39.90", currency: "EUR" };

describe("wish add with an address", () => {
  it("adds what the page says, and says what it took from where", async ({ lamp, add, sent, shop }) => {
    expect(await add(lamp)).toEqual({
      exitCode: 0,
      signal: null,
      stdout: "new\n",
      stderr: "name Lamp: JSON-LD\nprice 39.90 EUR: JSON-LD\ndescription It shines.: JSON-LD\n",
    });
    expect(sent()).toEqual([{ name: "Lamp", url: lamp, description: "It shines.", price }]);
    expect(shop.headers[0]).not.toHaveProperty("authorization");
  });

  it("leaves what was typed as it is", async ({ lamp, add, sent }) => {
    const flags = ["--name", "My lamp", "--price", "30 EUR", "--quantity", "2"];
    expect((await add(lamp, ...flags)).stderr).toBe("description It shines.: JSON-LD\n");
    const typed = { name: "My lamp", price: { amount: "30", currency: "EUR" }, quantity: 2 };
    expect(sent()).toEqual([{ ...typed, url: lamp, description: "It shines." }]);
  });

  it("does not read the page with --no-fetch", async ({ lamp, add, sent, shop }) => {
    expect(await add(lamp, "--no-fetch", "--name", "Lamp")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await add(lamp, "--no-fetch")).toMatchObject({ exitCode: 2 });
    expect(sent()).toEqual([{ name: "Lamp", url: lamp }]);
    expect(shop.asked).toEqual([]);
  });

  it("adds nothing under the name of a wall, and names the command to run", async ({ shop, add, sent, api }) => {
    shop.pages.set("/it's", { body: "<title>Just a moment...</title>" });
    const address = `${shop.origin}/it's`;
    const host = new URL(shop.origin).host;
    expect(await add(address, "--tags", "light", "--duplicate", "--key", "mine")).toMatchObject({
      exitCode: 6,
      stdout: "",
      stderr: `wish: ${host} asks whether a person reads it ("Just a moment...").
Nothing was added. This adds it:
  wish add --name 'A name of yours' --url '${shop.origin}/it'\\''s' --tags light --duplicate --key mine --api ${api.apiUrl}
`,
    });
    const asJson = await add(address, "--json");
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code: "page_unreadable" } });
    expect(sent()).toEqual([]);
    expect(await add(address, "--name", "Lamp")).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(sent()).toEqual([{ name: "Lamp", url: address }]);
  });

  it("gives a shop that does not answer up, and says so", async ({ shop, add, sent }) => {
    shop.pages.set("/lamp", { send: (response) => response.flushHeaders() });
    const result = await add(`${shop.origin}/lamp`, "--timeout", "0.5");
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    expect(result.stderr).toMatch(/^wish: 127\.0\.0\.1:\d+ did not answer within 0\.5 seconds\.\n/u);
    expect(await add("http://127.0.0.1:1/lamp")).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining("Could not reach 127.0.0.1:1 (ECONNREFUSED).") as string,
    });
    expect(sent()).toEqual([]);
  });

  it("goes through the proxy, and shows the request without its query", async ({ wish, shop, api, lamp }) => {
    await using proxy = await startProxy();
    proxy.hosts.set("shop.example", shop.origin);
    const address = lamp.replace(shop.origin, "http://shop.example");
    const result = await wish.run(["add", "--api", api.apiUrl, "--debug", "--no-color", address], {
      environment: { ...environment, HTTP_PROXY: proxy.address },
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(result.stderr).toMatch(/^GET shop\.example \/lamp 200 \d+ ms\n/u);
    expect(proxy.asked[0]).toBe(`GET ${address}`);
  });

  it("trusts the authorities that Node.js is told to trust", async ({ wish, api }) => {
    await using tls = await startTlsServer();
    const addTrusting = (authorities: Record<string, string>) =>
      wish.run(["add", "--api", api.apiUrl, tls.origin], { environment: { ...environment, ...authorities } });
    expect((await addTrusting({})).stderr).toContain("(DEPTH_ZERO_SELF_SIGNED_CERT)");
    const { stderr } = await addTrusting({ NODE_EXTRA_CA_CERTS: tls.authorityFile });
    expect(stderr).toContain("has no web page there, but application/json.");
  });

  it.for([
    [["https://user:password@shop.example/"], "must not hold a user name or password"],
    [["https://shop.example/", "--url", "https://shop.example/"], "given twice"],
    [["https://shop.example/", "--price", "cheap"], "must be an amount"],
    [["Lamp", "--no-fetch"], "are for the address of a page"],
    [["--from", "wishes.csv", "--yes"], "are for the address of a page"],
  ] as const)("refuses %j before anything is sent", async ([args, problem], { add, api }) => {
    expect(await add(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(problem) as string });
    expect(api.received).toEqual([]);
  });
});

describe("wish add with an address on a terminal", () => {
  it("asks before it adds", async ({ lamp, addInTerminal, sent }) => {
    const no = await addInTerminal([lamp], ['Add "Lamp"? [y/N]', "n"]);
    expect(no).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("Nothing was added.") as string });
    expect(sent()).toEqual([]);
    const yes = await addInTerminal([lamp], ['Add "Lamp"? [y/N]', "y"]);
    expect(yes).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Added") as string });
    expect(await addInTerminal([lamp, "--yes"])).toMatchObject({ exitCode: 0 });
    expect(sent()).toHaveLength(2);
  });

  it("asks for a name where the page has none", async ({ shop, addInTerminal, sent }) => {
    shop.pages.set("/lamp", { status: 403 });
    const address = `${shop.origin}/lamp`;
    const result = await addInTerminal([address], ["Name (", "My lamp"], ["Price (", ""], ["Description (", ""]);
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("(403)") as string });
    expect(sent()).toEqual([{ name: "My lamp", url: address }]);
  });
});
