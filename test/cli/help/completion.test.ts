import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "vitest";

import { finished } from "../../support/finished.ts";
import { it } from "../../support/fixtures.ts";
import { reasonForNoProgram } from "../../support/skipping.ts";
import type { Wish } from "../../support/wish.ts";

interface Shell {
  command: string;
  /** Makes a function called wish that prints its arguments, and loads the completion from $SCRIPT. */
  setup: string;
}

const shells: Record<string, Shell> = {
  bash: {
    command: "bash --norc --noprofile -i",
    setup: `bind 'set enable-bracketed-paste off'; wish() { printf '<%s>' "$@"; echo; }; wish-list() { wish "$@"; }; source "$SCRIPT"`,
  },
  zsh: {
    command: "zsh -f -i",
    setup: `autoload -Uz compinit; compinit -D -u; wish() { printf '<%s>' "$@"; echo }; wish-list() { wish "$@"; }; source "$SCRIPT"`,
  },
  fish: {
    command: "fish --no-config -i",
    setup: `function wish; printf '<%s>' $argv; echo; end; function wish-list; wish $argv; end; source "$SCRIPT"`,
  },
};

/** Types lines with tabs in them into an interactive shell with the completion loaded, and gives what wish was run with. */
async function typeInto(wish: Wish, shell: string, lines: readonly string[]): Promise<string[]> {
  const folder = wish.home;
  await writeFile(join(folder, "my wishes.ndjson"), "");
  const { command, setup } = shells[shell]!;
  const script = join(folder, `wish.${shell}`);
  await writeFile(script, (await wish.run(["completion", shell])).stdout);
  const child = spawn("script", ["--quiet", "--return", "--command", `stty cols 500; exec ${command}`, "/dev/null"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, TERM: "dumb", SCRIPT: script },
  });
  const end = finished(child);
  // With its line break: a shell may write the line piece by piece.
  const ran = /^<.*>(?=\r?\n)/mu;
  let written = "";
  child.stdout.on("data", (text: string) => (written += text));
  const untilRun = async (): Promise<string> => {
    while (!ran.test(written)) await new Promise((resolve) => child.stdout.once("data", resolve));
    const [result] = ran.exec(written)!;
    written = "";
    return result;
  };
  child.stdin.write(`${setup}; wish ready\n`);
  await untilRun();
  const results: string[] = [];
  for (const line of lines) {
    child.stdin.write(`${line}\n`);
    results.push(await untilRun());
  }
  child.stdin.write("exit\n");
  await end;
  return results;
}

it.for(["bash", "zsh", "fish"])(
  "completes commands, flags, fields, values and files in a real %s",
  async (shell, { wish, skip }) => {
    const whyNot = reasonForNoProgram("SHELLS", shell);
    skip(whyNot !== undefined, whyNot);
    const typed = {
      "wish comp\t": "<completion>",
      "wish list --ndj\t": "<list><--ndjson>",
      "wish --api http://127.0.0.1 list --lim\t 3": "<--api><http://127.0.0.1><list><--limit><3>",
      "wish list --json=na\t": "<list><--json=name>",
      "wish list --json=name,ur\t": "<list><--json=name,url>",
      "wish completion fi\t": "<completion><fish>",
      "wish help exit\t": "<help><exit-codes>",
      "wish add --from my\t": "<add><--from><my wishes.ndjson>",
      "wish-list --api http://127.0.0.1 list --lim\t 3": "<--api><http://127.0.0.1><list><--limit><3>",
    };
    expect(await typeInto(wish, shell, Object.keys(typed))).toEqual(Object.values(typed));
  },
);

it("completes commands, flags, fields and values in a real PowerShell", async ({ wish, skip }) => {
  const whyNot = reasonForNoProgram("POWERSHELL", "pwsh");
  skip(whyNot !== undefined, whyNot);
  const script = join(wish.home, "wish.ps1");
  await writeFile(script, (await wish.run(["completion", "powershell"])).stdout);
  const typed = {
    "wish comp": "completion",
    "wish list --ndj": "--ndjson",
    "wish list --json=na": "--json=name",
    "wish completion fi": "fish",
    "wish-list list --ndj": "--ndjson",
  };
  const commands = Object.keys(typed).map(
    (line) => `(TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`,
  );
  const { stdout } = spawnSync("pwsh", ["-NoProfile", "-Command", [`. '${script}'`, ...commands].join("; ")], {
    encoding: "utf8",
  });
  expect(stdout.trim().split(/\r?\n/u)).toEqual(Object.values(typed));
});
