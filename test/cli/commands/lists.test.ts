import { describe, expect } from "vitest";

import type { List } from "../../../service/lists.ts";
import type { Wish } from "../../../service/wish.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Received } from "../../support/server.ts";
import { signIn } from "../../support/sign-in.ts";

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** What a command prints into a pipe, which must have ended well. */
  print(...args: string[]): Promise<string>;
  /** Makes a list with a name that no other test has. */
  make(...flags: string[]): Promise<string>;
}

let made = 0;

const it = base.extend<Fixtures>({
  run: ({ wish, stack }, use) => use((...args) => wish.run([...args, "--api", stack.apiUrl])),
  print: ({ run }, use) =>
    use(async (...args) => {
      const result = await run(...args);
      expect(result).toMatchObject({ exitCode: 0, signal: null });
      return result.stdout.replace(/\n$/u, "");
    }),
  make: ({ print }, use) => use((...flags) => print("lists", "add", `made-${(made += 1)}`, ...flags)),
});

it.beforeEach(async ({ wish, stack }) => {
  await signIn(wish, stack.apiUrl);
});

function listedAlready(id: string) {
  const stderr = expect.stringContaining(`On the list already: A kite (${id}).`) as string;
  return { exitCode: 3, stderr };
}

describe("wish lists", () => {
  it("makes, shows, changes and removes a list", async ({ print, run, make }) => {
    const name = await make("--title", "Mia turns 7", "--date", "2027-03-03", "--description", "At noon");
    expect((await print("lists")).split("\n")).toContain(`${name}\tMia turns 7\t2027-03-03`);
    expect(await run("lists", "add", name)).toMatchObject({
      exitCode: 3,
      stderr: `wish: There is a list "${name}" already.\nChange it with \`wish lists edit ${name}\`.\n`,
    });
    await print("lists", "edit", name, "--title", "Mia turns 8", "--no-date");
    const shown = (JSON.parse(await print("lists", "--json")) as List[]).find((list) => list.name === name);
    expect(shown).toMatchObject({ title: "Mia turns 8", description: "At noon", version: 2 });
    expect(shown).not.toHaveProperty("date");
    expect(await print("lists", "remove", name)).toBe(name);
    expect((await print("lists")).split("\n").map((line) => line.split("\t")[0])).not.toContain(name);
  });

  it("shows the usual list though nobody has said anything about it", async ({ print }) => {
    expect((await print("lists")).split("\n").at(-1)).toBe("default\t\t");
  });

  it("is a table on a terminal, with what somebody has written made harmless", async ({ wish, stack, make }) => {
    const name = await make("--title", "Mia 🎂 turns 7", "--date", "2027-03-03");
    const { stdout } = await wish.runInTerminal(["lists", "--api", stack.apiUrl], { columns: 60 });
    expect(stdout).toMatch(new RegExp(`^${name} +2027-03-03  Mia 🎂 turns 7\r$`, "mu"));
  });

  it("sends nothing where a rule is broken or nothing is said", async ({ wish, api }) => {
    const run = (...args: string[]) => wish.run(["lists", ...args, "--api", api.apiUrl]);
    for (const args of [
      ["add", "Big"],
      ["add"],
      ["add", "mine", "--unlisted"],
      ["add", "mine", "--date", "2027-02-29"],
      ["add", "mine", "--from", "-"],
      ["edit", "mine"],
      ["remove"],
      ["nonsense"],
    ]) {
      expect(await run(...args)).toMatchObject({ exitCode: 2, stdout: "" });
    }
    expect(api.received).toEqual([]);
  });

  it("changes nothing in a dry run, and says what it would change", async ({ print, make }) => {
    const name = await make("--title", "Mine");
    const before = await print("lists", "--json");
    expect(await print("lists", "add", "another", "--dry-run")).toBe("another");
    expect(await print("lists", "edit", name, "--no-title", "--dry-run", "--json")).toBe(`{"name":"${name}"}`);
    expect(await print("lists", "remove", name, "--dry-run")).toBe(name);
    expect(await print("lists", "--json")).toBe(before);
  });

  it("makes an unlisted list under a name that nobody can guess, and says where it is", async ({ wish, stack }) => {
    const args = ["lists", "add", "--unlisted", "--title", "For two", "--api", stack.apiUrl];
    const { stdout } = await wish.runInTerminal(args, { columns: 200 });
    const [, name = ""] = /^Made .*For two.* \(([0-9a-hjkmnp-tv-z]{26})\)\r$/mu.exec(stdout) ?? [];
    expect(stdout).toContain(`Its page: ${new URL(stack.apiUrl).origin}/?list=${name}\r\nKeep this address`);
    const listed = await wish.run(["lists", "--api", stack.apiUrl]);
    expect(listed.stdout).not.toContain(name);
    const added = await wish.run(["add", "Kite", "--list", name, "--api", stack.apiUrl]);
    expect(added).toMatchObject({ exitCode: 0 });
  });

  it("is copied with its wishes to another API", async ({ wish, print, make, stack }) => {
    const name = await make("--title", "Two\\nlines? No", "--date", "2027-03-03");
    await print("add", "Kite", "--list", name);
    const lists = await print("lists", "--json");
    await print("undo");
    await print("lists", "remove", name);
    const from = (...args: string[]) => wish.run([...args, "--from", "-", "--api", stack.apiUrl], { stdin: lists });
    const copied = await from("lists", "add");
    expect(copied).toMatchObject({ exitCode: 0, stdout: `${name}\n` });
    const [list] = JSON.parse(lists) as List[];
    expect((JSON.parse(await print("lists", "--json")) as List[])[0]).toMatchObject({
      title: list!.title,
      date: list!.date,
    });
    expect((await from("lists", "add")).stderr).toContain(`Left as it is: ${name}\n`);
  });
});

describe("a command about a list", () => {
  it("takes --list or WISH_LIST, and without them the usual list", async ({ wish, stack, print, run, make }) => {
    const name = await make();
    const there = await print("add", "Kite", "--list", name);
    const here = await print("add", "Boat");
    const inThere = (...args: string[]) =>
      wish.run([...args, "--api", stack.apiUrl], { environment: { WISH_LIST: name } });
    expect(await print("list", "--list", name, "--tsv=id")).toBe(there);
    expect((await inThere("list", "--tsv=id")).stdout).toBe(`${there}\n`);
    expect((await inThere("list", "--tsv=id", "--list", "default")).stdout).toContain(here);
    expect((await print("list", "--tsv=id")).split("\n")).not.toContain(there);
    expect(JSON.parse(await print("export", "--list", name))).toMatchObject([{ id: there, list: name }]);
    expect((await inThere("share")).stdout).toBe(`${new URL(stack.apiUrl).origin}/?list=${name}\n`);
    expect(await print("show", "kite", "--list", name)).toContain(`/?list=${name}#${there}`);
    expect(await run("show", "kite-and-more", "--list", name)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(
        `There is no wish "kite-and-more" on the list "${name}".\n\`wish list --list ${name}\` shows the ids`,
      ) as string,
    });
    expect((await inThere("got", there.slice(0, 8))).stdout).toBe(`${there}\n`);
    expect(await print("restore", there.slice(0, 8), "--list", name)).toBe(there);
    expect(await print("remove", there.slice(0, 8), "--list", name)).toBe(there);
    expect(JSON.parse((await inThere("add", "Ball", "--json")).stdout)).toMatchObject({ list: name });
  });

  it("says which command makes a list that nobody has made", async ({ run }) => {
    for (const args of [
      ["list", "--list", "nobodys"],
      ["add", "Kite", "--list", "nobodys"],
      ["lists", "edit", "nobodys", "--title", "Mine"],
    ]) {
      expect(await run(...args)).toEqual({
        exitCode: 3,
        signal: null,
        stdout: "",
        stderr: 'wish: There is no list "nobodys". This makes it: wish lists add nobodys\n',
      });
    }
  });

  it("refuses what no list can be called, in the variable too", async ({ wish, api }) => {
    expect(await wish.run(["list", "--list", "Big", "--api", api.apiUrl])).toMatchObject({ exitCode: 2 });
    const environment = { WISH_LIST: "Big" };
    const result = await wish.run(["list", "--api", api.apiUrl], { environment });
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("WISH_LIST") as string });
    expect(api.received).toEqual([]);
  });

  it("finds nothing on another list of an API that knows of no lists", async ({ wish, api }) => {
    api.list = () => ({ status: 200, body: { Items: [{ id: "1", name: "Tea" }], Count: 1 } });
    expect((await wish.run(["list", "--tsv=id", "--api", api.apiUrl])).stdout).toBe("1\n");
    expect((await wish.run(["list", "--list", "xmas", "--api", api.apiUrl])).stdout).toBe("");
    const [plain, other] = api.received as [Received, Received];
    expect([plain.query.get("list"), other.query.get("list")]).toEqual([null, "xmas"]);
  });

  it("moves a wish, keeps its id, and undoes that", async ({ print, make }) => {
    const name = await make();
    const id = await print("add", "Kite", "--price", "9 EUR");
    await print("edit", id, "--list", name, "--no-price");
    const shown = async () => JSON.parse(await print("show", id, "--json")) as Wish;
    expect(await shown()).toMatchObject({ id, list: name, version: 2 });
    expect(await print("list", "--list", name, "--tsv=id")).toBe(id);
    await print("undo");
    expect(await shown()).toMatchObject({ list: "default", price: { amount: "9", currency: "EUR" }, version: 3 });
  });

  it("refuses the wishes of a file for a list that nobody has made, and adds the others", async ({ wish, stack }) => {
    const stdin = '{"name":"Lost","list":"nobodys"}\n{"name":"Found"}\n{"name":"Lost too","list":"nobodys"}\n';
    for (const [flags, found] of [
      [["--dry-run"], /^add\t\tFound$/gmu],
      [["--json"], /^\{"line":2,"id":/gmu],
      [["--duplicate"], /^\w{26}$/gmu],
    ] as const) {
      const result = await wish.run(["add", "--from", "-", ...flags, "--api", stack.apiUrl], { stdin });
      expect(result.exitCode).toBe(7);
      expect(result.stdout.match(found)).toHaveLength(1);
      expect((result.stdout + result.stderr).match(/There is no list/gu)).toHaveLength(2);
    }
  });

  it("looks for the same wish on the list that each is on, or moves to", async ({ print, run, make }) => {
    const [one, two] = [await make(), await make()];
    const kite = await print("add", "A kite", "--list", one);
    const boat = await print("add", "A boat", "--list", one);
    const other = await print("add", "A kite", "--list", two);
    expect(await run("edit", boat, "--name", "a KITE")).toMatchObject(listedAlready(kite));
    expect(await run("edit", kite, "--list", two)).toMatchObject(listedAlready(other));
    expect(await run("edit", boat, "--list", two, "--name", "A Kite")).toMatchObject(listedAlready(other));
    expect(await run("edit", boat, "--list", "nobodys", "--dry-run")).toMatchObject({ exitCode: 3 });
    expect(await run("edit", boat, "--list", two)).toMatchObject({ exitCode: 0 });
    expect((await run("edit", "--help")).stdout).toContain("the list to move it to\n");
  });

  it("adds the wishes of a file to the list that is given, else to those that they name, else to the usual one of the settings", async ({
    wish,
    stack,
    print,
    make,
  }) => {
    const [one, two, three] = [await make(), await make(), await make()];
    const stdin = `{"name":"Kite","list":"${two}"}\n{"name":"Boat"}\n`;
    const addAll = (...flags: string[]) =>
      wish.run(["add", "--from", "-", ...flags, "--api", stack.apiUrl], { stdin, environment: { WISH_LIST: three } });
    await addAll("--list", one);
    const names = async (list: string) => print("list", "--list", list, "--tsv=name");
    expect([await names(one), await names(two), await names(three)]).toEqual(["Kite\nBoat", "", ""]);
    await addAll();
    expect([await names(two), await names(three)]).toEqual(["Kite", "Boat"]);
  });
});

describe("wish undo", () => {
  it("takes back what was done to a list, the last first", async ({ print, make }) => {
    const name = await make("--title", "One");
    await print("lists", "edit", name, "--title", "Two");
    await print("lists", "remove", name);
    const titles = async () =>
      (JSON.parse(await print("lists", "--json")) as List[])
        .filter((each) => each.name === name)
        .map(({ title }) => title);
    const undo = async () => {
      expect(await print("undo")).toBe(name);
      return titles();
    };
    expect([await undo(), await undo(), await undo()]).toEqual([["Two"], ["One"], []]);
  });

  it("takes away what was first said about the usual list", async ({ print, run }) => {
    await print("lists", "edit", "default", "--title", "Ours");
    expect(await run("lists", "remove", "default", "--dry-run")).toMatchObject({ exitCode: 2, stdout: "" });
    expect(await run("undo")).toMatchObject({ exitCode: 0, stdout: "default\n" });
    expect((await print("lists")).split("\n")).toContain("default\t\t");
  });

  it("leaves a list alone that has wishes by now, and says so", async ({ wish, stack, run, make }) => {
    const name = await make();
    const environment = { XDG_STATE_HOME: wish.configFolder };
    await wish.run(["add", "Kite", "--list", name, "--api", stack.apiUrl], { environment });
    const result = await run("undo");
    expect(result).toMatchObject({ exitCode: 7, stdout: "" });
    expect(result.stderr).toContain(`Left alone: ${name} (${name}). There are wishes on the list "${name}".`);
    expect(result.stderr).toContain("Not undone: 1 of 1 list.");
  });
});
