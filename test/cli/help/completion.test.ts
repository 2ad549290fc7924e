import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { finished } from "../../support/finished.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let folder: string;

beforeAll(async () => {
  wish = await buildWish();
  folder = await mkdtemp(join(tmpdir(), "wish-completion-"));
  await writeFile(join(folder, "my wishes.ndjson"), "");
});
afterAll(async () => {
  await wish[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Shell {
  command: string;
  /** Makes a function called wish that prints its arguments, and loads the completion from $SCRIPT. */
  setup: string;
}

const shells: Record<string, Shell> = {
  bash: {
    command: "bash --norc --noprofile -i",
    setup: `bind 'set enable-bracketed-paste off'; wish() { printf '<%s>' "$@"; echo; }; source "$SCRIPT"`,
  },
  zsh: {
    command: "zsh -f -i",
    setup: `autoload -Uz compinit; compinit -D -u; wish() { printf '<%s>' "$@"; echo }; source "$SCRIPT"`,
  },
  fish: {
    command: "fish --no-config -i",
    setup: `function wish; printf '<%s>' $argv; echo; end; source "$SCRIPT"`,
  },
};

const isInstalled = (program: string) => spawnSync(program, ["--version"]).error === undefined;

/** Types lines with tabs in them into an interactive shell with the completion loaded, and gives what wish was run with. */
async function typeInto(shell: string, lines: readonly string[]): Promise<string[]> {
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

test.for(["bash", "zsh", "fish"])(
  "completes commands, flags, fields, values and files in a real %s",
  async (shell, { skip }) => {
    skip(!isInstalled(shell), `${shell} is not installed`);
    const typed = {
      "wish comp\t": "<completion>",
      "wish list --ndj\t": "<list><--ndjson>",
      "wish --api http://127.0.0.1 list --lim\t 3": "<--api><http://127.0.0.1><list><--limit><3>",
      "wish list --json=na\t": "<list><--json=name>",
      "wish list --json=name,ur\t": "<list><--json=name,url>",
      "wish completion fi\t": "<completion><fish>",
      "wish help exit\t": "<help><exit-codes>",
      "wish add --from my\t": "<add><--from><my wishes.ndjson>",
    };
    expect(await typeInto(shell, Object.keys(typed))).toEqual(Object.values(typed));
  },
);

test("completes commands, flags, fields and values in a real PowerShell", async ({ skip }) => {
  skip(!isInstalled("pwsh"), "pwsh is not installed");
  const script = join(folder, "wish.ps1");
  await writeFile(script, (await wish.run(["completion", "powershell"])).stdout);
  const typed = {
    "wish comp": "completion",
    "wish list --ndj": "--ndjson",
    "wish list --json=na": "--json=name",
    "wish completion fi": "fish",
  };
  const commands = Object.keys(typed).map(
    (line) => `(TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`,
  );
  const { stdout } = spawnSync("pwsh", ["-NoProfile", "-Command", [`. '${script}'`, ...commands].join("; ")], {
    encoding: "utf8",
  });
  expect(stdout.trim().split(/\r?\n/u)).toEqual(Object.values(typed));
});
