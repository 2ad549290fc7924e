import { describe, expect } from "vitest";

import { signInAsPerson } from "../../../infra/local/issuer/person.ts";
import type { Wish } from "../../../service/wish.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** Adds a wish of that name with these flags and gives it as it is then. */
  added(name: string, ...flags: string[]): Promise<Wish>;
  show(wish: Wish): Promise<Wish>;
  /** Runs `wish add --from - --update`. */
  update(input: string, ...flags: string[]): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  run: ({ wish, stack }, use) => use((...args) => wish.run([...args, "--api", stack.apiUrl])),
  added: ({ run }, use) => use(async (...flags) => JSON.parse((await run("add", ...flags, "--json")).stdout) as Wish),
  show: ({ run }, use) => use(async ({ id }) => JSON.parse((await run("show", id, "--json")).stdout) as Wish),
  update: ({ wish, stack }, use) =>
    use((stdin, ...flags) => wish.run(["add", "--from", "-", "--update", "--api", stack.apiUrl, ...flags], { stdin })),
});

/** What the file has of each wish that differs. */
function fileIn({ stdout }: Finished): object[] {
  const lines = stdout.split("\n").filter((line) => line.includes('"line"'));
  return lines.map((line) => (JSON.parse(line) as { file: object }).file);
}

it.beforeEach(async ({ wish, stack }) => {
  await signIn(wish, stack.apiUrl);
});

describe("wish add --from --update", () => {
  it("changes what has the id of a wish, adds the rest, and leaves what is the same", async ({
    run,
    added,
    show,
    update,
  }) => {
    const kite = await added("Kite", "--price", "9.50 EUR", "--tags", "outdoor");
    const tea = await added("Tea", "--description", "green");
    const csv = `id,name,price,tags\n${kite.id},A red kite,9.90 EUR,\n${tea.id},Tea,,\n,Socks,,\n`;

    const checked = await update(csv, "--dry-run");
    expect(checked).toMatchObject({
      exitCode: 0,
      stdout: `change\t${kite.id}\tKite\nleave\t${tea.id}\tTea\nadd\t\tSocks\n`,
      stderr: "Would add 1 wish, change 1 wish and leave 1 wish as it is; nothing was sent.\n",
    });
    expect(await show(kite)).toEqual(kite);

    const { stdout, exitCode } = await update(csv, "--json");
    expect(exitCode).toBe(0);
    const receipts = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(receipts).toEqual([
      { line: 2, id: kite.id, changed: ["name", "price", "tags"] },
      { line: 3, id: tea.id, changed: [] },
      { line: 4, id: expect.any(String) as string },
    ]);
    const { tags: _tags, ...untagged } = kite;
    expect(await show(kite)).toEqual({
      ...untagged,
      name: "A red kite",
      price: { amount: "9.90", currency: "EUR" },
      version: 2,
      updatedAt: expect.any(String) as string,
    });
    expect(await show(tea)).toEqual(tea);

    // One command is one step.
    await run("undo");
    expect(await show(kite)).toMatchObject({ name: "Kite", tags: ["outdoor"] });
  });

  it("does nothing with what wish export has written", async ({ added, run, update }) => {
    const book = await added("Book", "--quantity", "2");
    await run("got", book.id);
    for (const format of ["json", "ndjson", "csv"]) {
      const { stdout } = await run("export", "--status", "all", "--format", format);
      const { stderr, exitCode } = await update(stdout, "--dry-run");
      expect({ stderr, exitCode }).toEqual({
        stderr: expect.stringMatching(
          /^Would leave \d+ wish(es)? as (it is|they are); nothing was sent\.\n$/u,
        ) as string,
        exitCode: 0,
      });
    }
  });

  it("takes away what a whole wish has not, and refuses it once somebody else has changed the wish", async ({
    added,
    show,
    run,
    update,
  }) => {
    const lamp = await added("Lamp", "--price", "20 EUR", "--priority", "low");
    const { price: _price, ...priceless } = lamp;
    expect(await update(JSON.stringify([priceless]))).toMatchObject({ exitCode: 0, stdout: `${lamp.id}\n` });
    expect(await show(lamp)).not.toHaveProperty("price");
    expect(await show(lamp)).toMatchObject({ priority: "low", version: 2 });

    await run("edit", lamp.id, "--priority", "high");
    const stale = await update(JSON.stringify([{ ...lamp, description: "green" }]));
    expect(stale).toMatchObject({ exitCode: 7, stdout: "" });
    expect(stale.stderr).toContain("it has version 3, and here stands version 1.");
    // What says nothing of a version changes what it mentions.
    expect(await update(JSON.stringify([{ id: lamp.id, description: "green" }]))).toMatchObject({ exitCode: 0 });
    expect(await show(lamp)).toMatchObject({ priority: "high", description: "green", version: 4 });
  });

  it("refuses what breaks a rule, stands twice, or is on the list under another id", async ({
    added,
    show,
    update,
  }) => {
    const [one, two] = [await added("Number one"), await added("Number two")];
    const lines = [
      { id: one.id, name: "" },
      { id: one.id, colour: "red" },
      { id: two.id, name: "NUMBER ONE" },
    ];
    const { stderr, exitCode } = await update(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(exitCode).toBe(7);
    expect(stderr.split("\n").slice(0, 3)).toEqual([
      "Line 1: Name must not be empty.",
      "Line 2: The same id as in line 1.",
      `Line 3: On the list already: Number one (${one.id}).`,
    ]);
    expect([await show(one), await show(two)]).toEqual([one, two]);
  });

  it("knows of the new names of wishes that it changes", async ({ added, update }) => {
    const [one, two] = [await added("Row one"), await added("Row two")];
    const lines = [
      { id: one.id, name: "Renamed" },
      { id: two.id, name: "renamed" },
      { name: "RENAMED" },
      { name: "Row one" },
    ];
    const { stdout, stderr } = await update(lines.map((line) => JSON.stringify(line)).join("\n"), "--dry-run");
    expect(stdout).toBe(`change\t${one.id}\tRow one\nadd\t\tRow one\n`);
    expect(stderr).toMatch(/^Line 2: The same as line 1\.\nLine 3: The same as line 1\.\n/u);
  });

  it("changes and moves what is on another list, as wish diff shows it", async ({
    run,
    added,
    show,
    update,
    wish,
    stack,
  }) => {
    await run("lists", "add", "away");
    const kite = await added("Away kite", "--list", "away");
    const boat = await added("Away boat");
    const stdin = `{"id":"${kite.id}","priority":"high"}\n{"id":"${boat.id}","list":"away"}\n`;
    const diff = () => wish.run(["diff", "-", "--json", "--api", stack.apiUrl], { stdin });
    expect(fileIn(await diff())).toEqual([{ priority: "high" }, { list: "away" }]);
    expect(await update(stdin)).toMatchObject({ exitCode: 0, stdout: `${kite.id}\n${boat.id}\n` });
    expect(await show(kite)).toMatchObject({ list: "away", priority: "high", version: 2 });
    expect(await show(boat)).toMatchObject({ list: "away", version: 2 });
    expect(fileIn(await diff())).toEqual([]);
  });

  it("refuses to move a wish to a list that has such a wish", async ({ run, added, update }) => {
    await run("lists", "add", "taken");
    const there = await added("Taken", "--list", "taken");
    const here = await added("Taken");
    const { stderr, exitCode } = await update(JSON.stringify({ id: here.id, list: "taken" }));
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining(`Line 1: On the list already: Taken (${there.id}).`) as string,
    });
  });

  it("changes no wish of somebody else, and goes on", async ({ wish, added, stack, update }) => {
    const [mine, other] = [await added("Mine"), await added("Mine too")];
    await wish.run(["logout", "--api", stack.apiUrl]);
    await signIn(wish, stack.apiUrl, {}, (verificationUriComplete) =>
      signInAsPerson({ verificationUriComplete, userName: "Bob", fetch }),
    );
    const lines = [mine, other].map(({ id }) => JSON.stringify({ id, priority: "high" }));
    const { stderr, exitCode } = await update(lines.join("\n"));
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/^Line 1: .*\nLine 2: .*\nwish: Cannot be added: 2 of 2 wishes\.\n$/u);
  });
});
