import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { signInAsPerson } from "../../../infra/local/issuer/person.ts";
import type { Wish } from "../../../service/wish.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { startServer } from "../../support/server.ts";
import { jsonLdPage, product } from "../../support/shop.ts";
import { signIn } from "../../support/sign-in.ts";
import { hasWritten } from "../../support/wish.ts";

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** Adds a wish and gives its id. */
  add(...flags: string[]): Promise<string>;
  show(id: string): Promise<Partial<Wish>>;
}

const it = base.extend<Fixtures>({
  run: ({ wish, stack }, use) => use((...args) => wish.run([...args, "--api", stack.apiUrl])),
  add: ({ run }, use) => use(async (...flags) => (await run("add", "--duplicate", ...flags)).stdout.trim()),
  show: ({ run }, use) =>
    use(async (id) => JSON.parse((await run("show", id, "--json")).stdout || "{}") as Partial<Wish>),
});

it.beforeEach(async ({ wish, stack }) => {
  await signIn(wish, stack.apiUrl);
});

const unknownId = "0".repeat(26);

describe("wish edit", () => {
  it("sets, clears and counts tags, and leaves the rest", async ({ run, add, show }) => {
    const id = await add("--name", "Socks", "--description", "woollen", "--tags", "winter,red");
    const flags = [
      "--price",
      "12.50 EUR",
      "--quantity",
      "3",
      "--no-description",
      "--add-tag",
      "Warm",
      "--remove-tag",
      "RED",
    ];
    expect(await run("edit", id, ...flags)).toMatchObject({ exitCode: 0, stdout: `${id}\n`, stderr: "" });
    expect(await show(id)).toEqual({
      id,
      name: "Socks",
      price: { amount: "12.50", currency: "EUR" },
      quantity: 3,
      tags: ["warm", "winter"],
      status: "wanted",
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
      version: 2,
      list: "default",
    });
    await run("edit", id, "--quantity", "3");
    expect(await show(id)).toMatchObject({ version: 2 });
  });

  it("takes the beginning of an id where it is the only one, and names what else it could mean", async ({
    run,
    add,
    show,
  }) => {
    const id = await add("--name", "Kite");
    expect(await run("edit", id.slice(0, 10), "--priority", "high")).toMatchObject({ exitCode: 0 });
    expect(await show(id)).toMatchObject({ priority: "high" });
    const known = await run("list");
    const first = id[0]!;
    const same = known.stdout.split("\n").filter((line) => line.startsWith(first));
    const result = await run("edit", first, "--priority", "low");
    expect(result.exitCode).toBe(same.length > 1 ? 3 : 0);
    const nobody = await run("edit", "Kite", "--priority", "low");
    expect(nobody).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('There is no wish "Kite".') as string,
    });
  });

  it("does several, tells of each in their order, and ends with 7 when one failed", async ({
    run,
    add,
    wish,
    stack,
  }) => {
    const ids = [await add("--name", "One"), await add("--name", "Two")];
    const stdin = `${ids[0]}\tOne\n${unknownId}\n${ids[1]}\n`;
    const result = await wish.run(["got", "-", "--json", "--api", stack.apiUrl], { stdin });
    expect(result.exitCode).toBe(7);
    const lines = result.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      expect.objectContaining({ id: ids[0], status: "got" }),
      { id: unknownId, error: { code: "no_such_wish", message: "There is no such wish." } },
      expect.objectContaining({ id: ids[1], status: "got" }),
    ]);
    expect(await run("got", unknownId)).toMatchObject({ exitCode: 3, stdout: "" });
  });

  it("changes nothing in a dry run, without an id, or with a value that breaks a rule", async ({ run, add, show }) => {
    const id = await add("--name", "Tea");
    expect(await run("edit", id, "--name", "Coffee", "--dry-run")).toMatchObject({ exitCode: 0 });
    expect(await run("edit", id, "--price", "cheap")).toMatchObject({ exitCode: 2 });
    expect(await run("edit", id, "--name", "")).toMatchObject({ exitCode: 2 });
    expect(await run("edit", id)).toMatchObject({ exitCode: 2 });
    expect(await run("edit", "--name", "x")).toMatchObject({ exitCode: 2 });
    expect(await run("edit", "", "--name", "x")).toMatchObject({ exitCode: 3 });
    expect(await show(id)).toMatchObject({ name: "Tea", version: 1 });
    expect((await run("undo", "--list")).stdout).toMatch(/^\S+ \S+ {2}wish add {2}Tea\n$/u);
  });

  it("says to who has not added a wish that they may not change it", async ({ run, wish, stack, add }) => {
    const id = await add("--name", "Mine");
    await run("logout");
    await signIn(wish, stack.apiUrl, {}, (verificationUriComplete) =>
      signInAsPerson({ verificationUriComplete, userName: "Bob", fetch }),
    );
    const result = await run("edit", id, "--name", "Bob's");
    expect(result).toMatchObject({ exitCode: 5, stderr: "wish: Only who added a wish may change or remove it.\n" });
  });

  it("fills what is missing from the page with --fetch, and leaves the rest", async ({ shop, run, add, show }) => {
    shop.pages.set("/lamp", jsonLdPage(product("Shop's name", "39.90", { description: "It shines." })));
    const page = `${shop.origin}/lamp`;
    const id = await add("--name", "Lamp", "--url", page, "--description", "Mine");
    expect(await run("edit", id, "--fetch", "--dry-run")).toMatchObject({ exitCode: 0 });
    expect(await show(id)).not.toHaveProperty("price");
    expect(await run("edit", id, "--fetch", "--quantity", "2")).toMatchObject({
      exitCode: 0,
      stdout: `${id}\n`,
      stderr: "Lamp:\nprice 39.90 EUR: JSON-LD\n",
    });
    const price = { amount: "39.90", currency: "EUR" };
    expect(await show(id)).toMatchObject({ name: "Lamp", description: "Mine", price, quantity: 2, version: 2 });
    expect(await run("edit", id, "--fetch")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await show(id)).toMatchObject({ version: 2 });
  });

  it("goes on to the other wishes where --fetch finds no page", async ({ shop, run, add, show }) => {
    for (const path of ["/lamp", "/shade"]) shop.pages.set(path, jsonLdPage(product("Lamp", "39.90")));
    const gone = await add("--name", "Gone", "--url", `${shop.origin}/gone`);
    const nowhere = await add("--name", "Nowhere");
    const lamp = await add("--name", "Lamp", "--url", `${shop.origin}/lamp`);
    const result = await run("edit", gone, nowhere, lamp, "--fetch");
    expect(result).toMatchObject({ exitCode: 7, stdout: `${lamp}\n` });
    expect(result.stderr).toContain("has no such page (404)");
    expect(result.stderr).toContain('"Nowhere" has no address to read.');
    expect(await show(lamp)).toHaveProperty("price");
    expect(await run("edit", gone, "--fetch")).toMatchObject({ exitCode: 6 });
    expect(await run("edit", nowhere, "--fetch", "--url", `${shop.origin}/shade`)).toMatchObject({ exitCode: 0 });
    expect(await show(nowhere)).toMatchObject({ url: `${shop.origin}/shade`, price: { amount: "39.90" } });
  });

  it("opens the wish in the editor, and shows it again with what is wrong", async ({ wish, stack, add, show }) => {
    const id = await add("--name", "Tea", "--description", "green\n# and this");
    const seen = join(wish.home, "seen");
    const script = `cat "$1" >> '${seen}'
      if grep -q '^# >>>' "$1"; then sed -i 's/^price: .*/price: 4.50 EUR/' "$1"
      else sed -i 's/^price:.*/price: cheap/; s/^name: .*/name: Green tea/; s/^# and this/# and that/' "$1"; fi`;
    const editor = join(wish.home, "editor");
    await writeFile(editor, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const environment = { EDITOR: editor };
    const result = await wish.runInTerminal(["edit", id, "--api", stack.apiUrl], { environment });
    expect(result.exitCode).toBe(0);
    expect(await show(id)).toMatchObject({
      name: "Green tea",
      description: "green\n# and that",
      price: { amount: "4.50", currency: "EUR" },
    });
    expect(await readFile(seen, "utf8")).toContain("# >>> Price must be an amount with its currency");
  });

  it("keeps what was written when it cannot be stored", async ({ wish, stack, add, run }) => {
    const id = await add("--name", "Tea");
    const editor = join(wish.home, "editor");
    const other = `${process.execPath} ${join(wish.folder, "wish.js")} edit ${id} --name Other --api ${stack.apiUrl}`;
    await writeFile(editor, `#!/bin/sh\nsed -i 's/^name: .*/name: Long thought/' "$1"\n${other} >/dev/null\n`, {
      mode: 0o755,
    });
    const { stdout, exitCode } = await wish.runInTerminal(["edit", id, "--api", stack.apiUrl], {
      environment: { EDITOR: editor },
    });
    expect(exitCode).toBe(3);
    expect(stdout).toContain("has changed meanwhile");
    const [, file = ""] = /is kept in (\S+)\./u.exec(stdout) ?? [];
    expect(await readFile(file, "utf8")).toContain("name: Long thought");
    expect((await run("show", id)).stdout).toContain("Other");
  });
});

describe("wish remove", () => {
  it("asks from three wishes on, and off a terminal wants --yes", async ({ run, add, wish, stack }) => {
    const ids = [await add("--name", "A"), await add("--name", "B"), await add("--name", "C")];
    expect(await run("rm", ...ids)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") as string });
    const asking = wish.startInTerminal(["remove", ...ids, "--api", stack.apiUrl]);
    await hasWritten(asking, "Remove 3 wishes? [y/N]");
    asking.stdin.write("y\n");
    const exitCode = await new Promise((resolve) => asking.once("close", resolve));
    expect(exitCode).toBe(0);
    for (const id of ids) expect(await run("show", id)).toMatchObject({ exitCode: 3 });
    expect(await run("restore", ...ids)).toMatchObject({ exitCode: 0, stdout: `${ids.join("\n")}\n` });
  });
});

describe("wish restore", () => {
  it("takes the beginning of an id of what was removed here, and says so where it was not", async ({ run, add }) => {
    const [kept, gone] = [await add("--name", "Kept"), await add("--name", "Gone")];
    await run("remove", gone);
    expect(await run("restore", gone.slice(0, 8))).toMatchObject({ exitCode: 0, stdout: `${gone}\n` });
    expect((await run("undo", "--list")).stdout).toMatch(/^\S+ \S+ {2}wish restore \w+ {2}Gone\n/u);
    expect(await run("restore", kept.slice(0, 8))).toMatchObject({ exitCode: 0 });
    const mistake = await add("--name", "Mistake");
    await run("undo");
    expect(await run("restore", mistake.slice(0, 8))).toMatchObject({ exitCode: 0, stdout: `${mistake}\n` });
    expect(await run("restore", "zzzzzzzz")).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("removed on this machine") as string,
    });
  });
});

describe("wish undo", () => {
  it("takes back one command after another, each as one step", async ({ run, add, show }) => {
    const [one, two] = [await add("--name", "One"), await add("--name", "Two")];
    await run("edit", one, two, "--price", "1 EUR");
    await run("edit", one, "--price", "2 EUR");
    await run("got", one);
    await run("remove", one, two);
    await run("restore", one);
    expect((await run("undo", "--list")).stdout.trim().split("\n")).toHaveLength(7);
    expect(await run("undo")).toMatchObject({ exitCode: 0, stdout: `${one}\n` });
    const undone = await run("undo");
    expect(undone.stdout.trim().split("\n").toSorted()).toEqual([one, two].toSorted());
    expect(await show(one)).toMatchObject({ status: "got", price: { amount: "2" } });
    await run("undo");
    expect(await show(one)).toMatchObject({ status: "wanted" });
    await run("undo");
    expect(await show(one)).toMatchObject({ price: { amount: "1" } });
    await run("undo");
    expect([await show(one), await show(two)].map(({ price }) => price)).toEqual([undefined, undefined]);
    await run("undo");
    await run("undo");
    expect(await run("show", one)).toMatchObject({ exitCode: 3 });
    expect(await run("undo")).toMatchObject({ exitCode: 0, stderr: "There is nothing to undo.\n" });
  });

  it("does not take back what an earlier command has added under the same key", async ({
    run,
    add,
    show,
    wish,
    stack,
  }) => {
    const id = await add("--name", "One", "--key", "undo-one");
    await run("edit", id, "--priority", "high");
    expect(await add("--name", "One", "--key", "undo-one")).toBe(id);
    const stdin = '{"name":"Two","createdAt":"2026-11-22T10:00:00.000Z"}';
    const addFrom = () => wish.run(["add", "--from", "-", "--run-key", "undo-two", "--api", stack.apiUrl], { stdin });
    const two = (await addFrom()).stdout.trim();
    expect(await addFrom()).toMatchObject({ stdout: `${two}\n` });
    expect(await run("undo")).toMatchObject({ stdout: `${two}\n` });
    expect(await run("undo")).toMatchObject({ stdout: `${id}\n` });
    expect(await show(id)).toMatchObject({ name: "One" });
    expect(await show(id)).not.toHaveProperty("priority");
  });

  it("names what has changed since, and leaves it alone", async ({ run, add, show, wish, stack }) => {
    const [one, two] = [await add("--name", "One"), await add("--name", "Two")];
    await run("edit", one, two, "--priority", "high");
    // As from another machine, which has a journal of its own.
    const environment = { XDG_STATE_HOME: join(wish.home, "elsewhere") };
    await wish.run(["edit", one, "--name", "Changed", "--api", stack.apiUrl], { environment });
    const result = await run("undo");
    expect(result).toMatchObject({ exitCode: 7, stdout: `${two}\n` });
    expect(result.stderr).toContain(`Left alone: One (${one}). It has changed since.`);
    expect(await show(one)).toMatchObject({ name: "Changed", priority: "high" });
  });

  it("goes on after a failure, with what is left", async ({ run, add, show, wish, stack }) => {
    const ids = [await add("--name", "One"), await add("--name", "Two"), await add("--name", "Three")];
    await run("edit", ...ids, "--priority", "high");
    const second = ids[1]!;
    await using proxy = await startServer(async ({ method, path, headers, body }) => {
      if (method !== "GET" && path.endsWith(second)) return { status: 400, body: { message: "Not now" } };
      const { authorization = "", "idempotency-key": key, "if-match": ifMatch } = headers as Record<string, string>;
      const response = await fetch(`${stack.apiUrl}${path}`, {
        method,
        headers: { authorization, "content-type": "application/json", "idempotency-key": key!, "if-match": ifMatch! },
        ...(method !== "GET" && { body }),
      });
      return { status: response.status, body: await response.json() };
    });
    const environment = { http_proxy: proxy.origin };
    const failed = await wish.run(["undo", "--api", stack.apiUrl], { environment });
    expect(failed.exitCode).toBe(2);
    expect(await run("undo")).toMatchObject({ exitCode: 0, stdout: `${second}\n` });
    for (const id of ids) expect(await show(id)).not.toHaveProperty("priority");
  });

  it("can use the journal of a command that was killed", async ({ run, add, show, wish }) => {
    const id = await add("--name", "One");
    await run("edit", id, "--priority", "high");
    const folder = join(wish.home, ".local/state/wish/undo");
    const [last = ""] = (await readdir(folder)).toSorted().toReversed();
    const lines = (await readFile(join(folder, last), "utf8")).trim().split("\n");
    // As if it had been killed between the answer and the note of it, in the middle of a line.
    await writeFile(join(folder, last), `${lines.slice(0, -1).join("\n")}\n{"end":1,"ver`);
    expect(await run("undo")).toMatchObject({ exitCode: 0, stdout: `${id}\n` });
    expect(await show(id)).not.toHaveProperty("priority");
  });

  it("keeps the journal to its owner", async ({ add, wish }) => {
    await add("--name", "One");
    const folder = join(wish.home, ".local/state/wish/undo");
    expect((await stat(folder)).mode & 0o077).toBe(0);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  });
});
