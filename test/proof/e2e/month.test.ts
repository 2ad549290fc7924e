import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { expect } from "vitest";

import { it } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";

interface Command {
  line: string;
  output: string;
}

const manual = readFileSync(new URL("../../../cli/README.md", import.meta.url), "utf8");
/** As wide as the terminal of the transcript. */
const columns = 90;
// Some twenty commands, each a process of its own.
const timeout = 240_000;

function readTranscript(heading: string): Command[] {
  const [, transcript = ""] = manual.slice(manual.indexOf(heading)).split("```console\n");
  const [text = ""] = transcript.split("\n```");
  return text.split(/^\$ /mu).flatMap((each) => {
    const [line = "", ...output] = each.trim().split("\n");
    return line ? [{ line, output: output.join("\n") }] : [];
  });
}

function splitWords(line: string): string[] {
  return execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(1, -1);
}

/** Ids and their beginnings, each replaced by as much of its counterpart. */
function translate(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\b[0-9a-z]{4,26}\b/gu, (word) => {
    const [, counterpart = word] = [...ids].find(([id]) => id.startsWith(word)) ?? [];
    return counterpart.slice(0, word.length);
  });
}

function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d( \d\d:\d\d)?/gu, "<time>");
}

it("the transcript of a month with a list is what the program prints", { timeout }, async ({ wish, stack }) => {
  await wish.run(["init", stack.apiUrl]);
  await signIn(wish, stack.apiUrl);
  const real = new Map<string, string>();
  const documented = new Map<string, string>();
  const transcript = readTranscript("### A month with a list");
  expect(transcript.length).toBeGreaterThan(20);

  for (const { line, output } of transcript) {
    const { stdout } = await wish.runInTerminal(splitWords(translate(line, real)), {
      columns,
      environment: { NO_COLOR: "1" },
    });
    const [[, id] = [], [, written] = []] = [stdout, output].map((text) => /\(([0-9a-z]{26})\)/u.exec(text) ?? []);
    if (id && written && !real.has(written)) {
      real.set(written, id);
      documented.set(id, written);
    }
    const printed = translate(stdout.replaceAll("\r\n", "\n").trim(), documented);
    expect({ line, output: withoutTimes(printed) }).toEqual({ line, output: withoutTimes(output) });
  }
});
