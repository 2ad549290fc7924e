import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect } from "vitest";

import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { it } from "../../support/fixtures.ts";
import { formsOf } from "../../support/gift-service.ts";
import { contractFetch as fetch } from "../../support/openapi.ts";
import { signIn } from "../../support/sign-in.ts";
import type { Wish } from "../../support/wish.ts";

const reveal = ["--reveal", "2032-12-24"];

/** Everything that the program has left in its home. */
async function leftIn({ home }: Wish): Promise<string> {
  const names = await readdir(home, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile()).map((each) => readFile(join(each.parentPath, each.name), "utf8"));
  return (await Promise.all(files)).join("\n");
}

describe("wish gifts", () => {
  it("makes a link that is shown once, with which others give without the owner seeing it", async ({ stack, wish }) => {
    const api = ["--api", stack.apiUrl];
    await signIn(wish, stack.apiUrl);
    await wish.run(["add", "A kite", ...api]);
    const listed = await wish.run(["list", "--json", ...api]);
    expect(await wish.run(["gifts", "link", ...api])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("wish gifts link --reveal 2027-12-24"),
    });
    const made = await wish.run(["gifts", "link", ...reveal, "--debug", ...api]);
    expect(made).toMatchObject({ exitCode: 0 });
    const url = made.stdout.trim();
    const code = new URL(url).searchParams.get("code")!;
    expect(url).toBe(`${stack.apiUrl}/g?list=default&code=${code}`);
    expect(made.stderr).not.toContain(code);
    expect(await leftIn(wish)).not.toContain(code);
    expect((await wish.run(["undo", "--dry-run", ...api])).stderr).toContain("wish add");

    const [form] = formsOf(await (await fetch(url)).text());
    const send = (fields: Record<string, string>) =>
      fetch(`${stack.apiUrl}/claims`, { method: "POST", body: new URLSearchParams(fields) });
    expect((await send(form!)).status).toBe(201);
    expect((await send({ ...form!, yes: "yes", from: "Grandma" })).status).toBe(201);
    expect(await wish.run(["list", "--json", ...api])).toEqual(listed);

    const again = await wish.run(["gifts", "link", ...api]);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: expect.stringContaining("sealed until 2032-12-24"),
    });
    expect(await wish.run(["gifts", "thanks", ...api])).toMatchObject({
      exitCode: 5,
      stdout: "",
      stderr: expect.stringContaining("Who gives what is sealed until 2032-12-24."),
    });
    await connectToDynamoDb(stack.dynamodb).send(
      new UpdateCommand({
        TableName: "WishClaims",
        Key: { list: "default" },
        UpdateExpression: "SET revealOn = :past",
        ExpressionAttributeValues: { ":past": "2026-11-01" },
      }),
    );
    const { stdout } = await wish.run(["gifts", "thanks", ...api]);
    expect(stdout).toMatch(/^[0-9a-z]{26}\tA kite\t1\tGrandma\t\S+Z\n$/u);
    expect((await wish.runInTerminal(["gifts", "thanks", "--no-color", ...api])).stdout).toContain(
      "A kite from Grandma",
    );
    const json = await wish.run(["gifts", "thanks", "--json", ...api]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ wish: { name: "A kite" }, quantity: 1, from: "Grandma" }]);
  });

  it("replaces the link with --rotate, and changes nothing with --dry-run", async ({ stack, wish }) => {
    const api = ["--api", stack.apiUrl];
    await signIn(wish, stack.apiUrl);
    const link = async (...flags: string[]) => (await wish.run(["gifts", "link", ...flags, ...api])).stdout.trim();
    const first = await link("--rotate", ...reveal);
    expect(await wish.run(["gifts", "link", "--rotate", "--dry-run", ...api])).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: "Would make a new gift link of the list default.\n",
    });
    expect((await fetch(first)).status).toBe(200);
    const second = await link("--rotate");
    expect([(await fetch(first)).status, (await fetch(second)).status]).toEqual([404, 200]);
  });

  it.for([
    [["gifts"], "`wish gifts link` makes the link"],
    [["gifts", "give"], "too many arguments"],
    [["gifts", "link", "--json"], "unknown option '--json'"],
    [["gifts", "thanks", "--dry-run"], "unknown option '--dry-run'"],
    [["gifts", "link", "--reveal", "soon"], "A day is written as 2027-12-24."],
    [["gifts", "link", "--list", "Xmas"], "A list is called by"],
  ] as const)("refuses %j", async ([args, message], { wish }) => {
    const result = await wish.run([...args, "--api", "http://127.0.0.1:9"]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) });
  });

  it("names the list in what makes its first link", async ({ stack, wish }) => {
    const api = ["--api", stack.apiUrl];
    await signIn(wish, stack.apiUrl);
    await wish.run(["lists", "add", "undated", ...api]);
    const { stderr } = await wish.run(["gifts", "link", "--list", "undated", ...api]);
    expect(stderr).toContain("For example: wish gifts link --reveal 2027-12-24 --list undated\n");
  });

  it("says that there is no such list", async ({ stack, wish }) => {
    await signIn(wish, stack.apiUrl);
    const result = await wish.run(["gifts", "link", "--list", "nobodys", ...reveal, "--api", stack.apiUrl]);
    expect(result).toMatchObject({
      exitCode: 3,
      stdout: "",
      stderr: expect.stringContaining('There is no list "nobodys".'),
    });
  });
});
