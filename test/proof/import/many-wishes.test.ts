import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "vitest";

import { count } from "../../support/figures.ts";
import { finished } from "../../support/finished.ts";
import { it } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";
import { hasWritten } from "../../support/wish.ts";

const wishes = 10_000;

it("a table of 10,000 wishes comes in once each and in its order, also after ctrl-C in the middle", async ({
  wish,
  stack,
  task,
}) => {
  await signIn(wish, stack.apiUrl);
  const names = Array.from({ length: wishes }, (_, index) => `Wish ${index}`);
  const file = join(wish.home, "wishes.csv");
  await writeFile(file, `name;price\r\n${names.map((name) => `"${name}";"1,50 €"\r\n`).join("")}`);
  const args = ["add", "--from", file, "--api", stack.apiUrl];

  const first = wish.start([...args, "--json"]);
  const interrupted = finished(first);
  await hasWritten(first, '{"line":3000,');
  first.kill("SIGINT");
  const { signal, stdout, stderr } = await interrupted;
  expect(signal).toBe("SIGINT");
  // It is said at once, and again when what was under way is finished.
  const flags = [...stderr.matchAll(/To go on from row \d+, run the same command with (.*)/gu)].at(-1)?.[1] ?? "";

  const second = await wish.run([...args, "--json", ...flags.split(" ")]);
  expect(second).toMatchObject({ exitCode: 0, stderr: "" });
  const receipts = `${stdout}${second.stdout}`
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { line: number; id: string });
  expect(receipts.map(({ line }) => line)).toEqual(names.map((_, index) => index + 2));

  const listed = await wish.run(["list", "--tsv=id,name,price", "--api", stack.apiUrl]);
  expect(listed.stdout.trimEnd().split("\n")).toEqual(
    names.map((name, index) => `${receipts[index]!.id}\t${name}\t1.50 EUR`),
  );
  count({ task }, "wishes of one table, each added once, in order, with ctrl-C in the middle", wishes);
}, 900_000);
