import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import type { Context } from "../../../cli/context.ts";
import { createTimeLimit } from "../../../cli/http/time-limit.ts";
import { checkPages } from "../../../cli/shop/check-pages.ts";
import type { Wish } from "../../../service/wish.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { jsonLdPage, product } from "../../support/shop.ts";
import { signIn } from "../../support/sign-in.ts";

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** Adds the wish of a page, and gives its id. */
  addPage(path: string, ...flags: string[]): Promise<string>;
  show(id: string): Promise<Partial<Wish>>;
}

const it = base.extend<Fixtures>({
  run: ({ wish, stack }, use) => use((...args) => wish.run([...args, "--api", stack.apiUrl])),
  addPage: ({ run, shop }, use) =>
    use(async (path, ...flags) => (await run("add", `${shop.origin}${path}`, ...flags)).stdout.trim()),
  show: ({ run }, use) =>
    use(async (id) => JSON.parse((await run("show", id, "--json")).stdout || "{}") as Partial<Wish>),
});

it.beforeEach(async ({ wish, stack, run }) => {
  await signIn(wish, stack.apiUrl);
  const ids = (await run("list", "--tsv=id")).stdout.trim().split("\n");
  await run("rm", "--yes", ...ids.filter((id) => id !== ""));
});

const now = () => performance.now();
const eur = (amount: string) => ({ amount, currency: "EUR" });

describe("wish check", () => {
  it("shows what has changed, and changes nothing", async ({ shop, run, addPage, show }) => {
    for (const path of ["/same", "/price", "/name", "/mine", "/gone", "/sold"]) {
      shop.pages.set(path, jsonLdPage(product(`Lamp ${path}`, "39.90")));
    }
    const mine = await addPage("/mine", "--name", "My lamp");
    const [sold, gone, name, price] = [
      await addPage("/sold"),
      await addPage("/gone"),
      await addPage("/name"),
      await addPage("/price"),
    ];
    await addPage("/same");
    await run("add", "No address");
    expect(await run("check")).toEqual({ exitCode: 0, signal: null, stdout: "", stderr: "" });

    const soldOut = { price: 39.9, priceCurrency: "EUR", availability: "OutOfStock" };
    shop.pages.set("/price", jsonLdPage(product("Lamp /price", "45")));
    shop.pages.set("/name", jsonLdPage(product("New lamp", "39.9")));
    shop.pages.set("/mine", jsonLdPage(product("New lamp", "39.9")));
    shop.pages.set("/sold", jsonLdPage(product("Lamp /sold", 0, { offers: soldOut })));
    shop.pages.delete("/gone");
    const changes = [
      `${price}\tLamp /price\tprice\t39.90 EUR\t45.00 EUR`,
      `${name}\tLamp /name\tname\tLamp /name\tNew lamp`,
      `${gone}\tLamp /gone\tgone\t\t`,
      `${sold}\tLamp /sold\tsold_out\t\t`,
    ];
    for (let times = 0; times < 2; times += 1) {
      expect(await run("check")).toMatchObject({ exitCode: 0, stdout: `${changes.join("\n")}\n`, stderr: "" });
    }
    const lines = (await run("check", "--json")).stdout.trim().split("\n");
    expect(JSON.parse(lines[0]!)).toEqual({
      id: price,
      name: "Lamp /price",
      url: `${shop.origin}/price`,
      change: "price",
      before: eur("39.90"),
      after: eur("45.00"),
    });
    expect(JSON.parse(lines[2]!)).toMatchObject({ id: gone, change: "gone" });
    expect(await show(mine)).toMatchObject({ name: "My lamp", version: 1 });
  });

  it("saves prices and names as one step, which undo takes back", async ({ shop, run, addPage, show }) => {
    for (const path of ["/one", "/two"]) shop.pages.set(path, jsonLdPage(product("Lamp", "39.90")));
    const [one, two] = [await addPage("/one"), await addPage("/two", "--name", "Mine", "--price", "39.9 EUR")];
    shop.pages.set("/one", jsonLdPage(product("New lamp", "39.90")));
    shop.pages.set("/two", jsonLdPage(product("New lamp", "45.00")));
    const result = await run("check", "--save", "--json");
    expect(result.exitCode).toBe(0);
    expect(
      result.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { change: string }).change),
    ).toEqual(["price", "name"]);
    expect(result.stderr).toContain(`Saved Mine (${two})`);
    expect(await show(one)).toMatchObject({ name: "New lamp", price: eur("39.90"), version: 2 });
    expect(await show(two)).toMatchObject({ name: "Mine", price: eur("45.00"), version: 2 });
    expect(await run("check")).toMatchObject({ exitCode: 0, stdout: "" });
    expect((await run("undo")).stdout.trim().split("\n").toSorted()).toEqual([one, two].toSorted());
    expect(await show(one)).toMatchObject({ name: "Lamp" });
    expect(await show(two)).toMatchObject({ price: eur("39.9") });
  });

  it("names the pages that it could not read, and ends with 7", async ({ shop, run, addPage }) => {
    shop.pages.set("/wall", jsonLdPage(product("Lamp", "39.90")));
    shop.pages.set("/good", jsonLdPage(product("Shade", "39.90")));
    const [wall] = [await addPage("/wall"), await addPage("/good")];
    shop.pages.set("/wall", { status: 403 });
    shop.pages.set("/good", jsonLdPage(product("Shade", "45.00")));
    const result = await run("check");
    expect(result).toMatchObject({ exitCode: 7, stdout: expect.stringContaining("45.00 EUR") as string });
    expect(result.stderr).toMatch(/^Lamp: \S+ does not show the page .*\(403\)\.\nwish: Not read: 1 of 2 pages\.\n$/u);
    const [, error] = (await run("check", "--json")).stdout.trim().split("\n");
    expect(JSON.parse(error!)).toMatchObject({ id: wall, error: { code: "page_unreadable" } });
  });

  it("asks one shop for one page at a time, and shows on a terminal how far it is", async ({
    shop,
    wish,
    stack,
    addPage,
  }) => {
    let most = 0;
    for (const path of ["/a", "/b", "/c"]) {
      shop.pages.set(path, {
        send(response) {
          most = Math.max(most, shop.openAnswers);
          // Long enough for another request to come meanwhile.
          setTimeout(() => response.end(jsonLdPage(product(`Lamp ${path}`, "39.90")).body), 50);
        },
      });
      await addPage(path);
    }
    const { stdout } = await wish.runInTerminal(["check", "--api", stack.apiUrl], { environment: { TERM: "xterm" } });
    expect(stdout).toContain("Read 2 of 3 pages…");
    expect(stdout).toContain("Pages read: 3. Changed: 0.");
    expect(most).toBe(1);
  });

  it("reads no page of this machine for a list from elsewhere", async ({ shop }) => {
    const context = {
      environment: { variables: {}, nodeVersion: "20.19.0", version: "0", now },
      settings: { apiUrl: "https://93.184.215.14/wish-list-service", stateFolder: "/dev/null" },
      timeLimit: createTimeLimit(5000, now, () => {}),
    } as unknown as Context;
    const trap = { id: "a", name: "Trap", url: `${shop.origin}/stop` };
    const [checked] = await checkPages(context, [trap], () => {});
    expect(checked?.failure?.message).toContain("the link to it came from outside");
    expect(shop.asked).toEqual([]);
  });

  it("keeps the names of the pages to their owner", async ({ wish, shop, addPage }) => {
    shop.pages.set("/lamp", jsonLdPage(product("Lamp", "39.90")));
    await addPage("/lamp");
    const file = join(wish.home, ".local", "state", "wish", "page-names.json");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ [`${shop.origin}/lamp`]: "Lamp" });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
