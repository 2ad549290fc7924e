import { spawn, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Command } from "commander";
import { expect } from "vitest";

import { readCommandTable } from "../../../cli/help/command-table.ts";
import { completionScripts } from "../../../cli/help/completion/completion-scripts.ts";
import { finished } from "../../support/finished.ts";
import { it } from "../../support/listing.ts";
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

/**
 * Types lines with tabs in them into an interactive shell with the completion loaded, and gives what wish was run with, and
 * all that was to be seen.
 */
async function typeInto(wish: Wish, shell: string, completion: string, lines: readonly string[]) {
  const folder = wish.home;
  await writeFile(join(folder, "my wishes.ndjson"), "");
  const { command, setup } = shells[shell]!;
  const script = join(folder, `wish.${shell}`);
  await writeFile(script, completion);
  const child = spawn("script", ["--quiet", "--return", "--command", `stty cols 500; exec ${command}`, "/dev/null"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, TERM: "dumb", SCRIPT: script },
  });
  const end = finished(child);
  let screen = "";
  // With its line break: a shell may write the line piece by piece.
  const ran = /^<.*>(?=\r?\n)/mu;
  let written = "";
  child.stdout.on("data", (text: string) => (written += text));
  const untilRun = async (): Promise<string> => {
    while (!ran.test(written)) await new Promise((resolve) => child.stdout.once("data", resolve));
    const [result] = ran.exec(written)!;
    screen += written;
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
  return { results, screen };
}

/** The completion of a program with commands that take ids. */
function completionOfIds(shell: keyof typeof completionScripts): string {
  const program = new Command("wish");
  program.command("remove").alias("rm").argument("<id...>").option("--yes");
  program.command("open").argument("<id>").option("--list <list>");
  return completionScripts[shell](readCommandTable(program));
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
      "wish ls bike --ndj\t": "<ls><bike><--ndjson>",
      "wish list --sort pric\t": "<list><--sort><price>",
      "wish help exit\t": "<help><exit-codes>",
      "wish shar\t --op\t": "<share><--open>",
      "wish add --from my\t": "<add><--from><my wishes.ndjson>",
      "wish lists a\t mia-7 --tit\t x": "<lists><add><mia-7><--title><x>",
      "wish lists --js\t": "<lists><--json>",
      "wish add lists --pri\tce 1": "<add><lists><--price><1>",
      "wish-list --api http://127.0.0.1 list --lim\t 3": "<--api><http://127.0.0.1><list><--limit><3>",
    };
    const { stdout } = await wish.run(["completion", shell]);
    const { results } = await typeInto(wish, shell, stdout, Object.keys(typed));
    expect(results).toEqual(Object.values(typed));
  },
);

it.for(["bash", "zsh", "fish"] as const)(
  "offers a real %s the ids that the last list has left, with the names beside them",
  async (shell, { wish, list, serve, skip }) => {
    const whyNot = reasonForNoProgram("SHELLS", shell);
    skip(whyNot !== undefined, whyNot);
    serve([
      { id: "k3f9", name: "A kite $(touch pwned) `touch pwned` %F{red} \u001B[31m" },
      { id: "k3x2", name: "Tea" },
      { id: "m2b5", name: "Jam" },
      { id: "$(touch pwned)", name: "Not an id for a shell" },
    ]);
    await list();
    await writeFile(join(wish.home, ".cache", "wish", "lists.tsv"), "mia-7\tMia turns 7\ndefault\t\n");
    // The first press of Tab shows what there is, in bash the second, and in fish the first would start a menu.
    const choosing = { bash: "k3\t\tf\t", zsh: "k3\tf\t", fish: "k3f\t" }[shell];
    const typed = {
      [`wish remove ${choosing}`]: "<remove><k3f9>",
      "wish rm k3f\t m\t": "<rm><k3f9><m2b5>",
      "wish open m\t": "<open><m2b5>",
      "wish remove --y\t m\t": "<remove><--yes><m2b5>",
      "wish open --list mi\t": "<open><--list><mia-7>",
    };
    const { results, screen } = await typeInto(wish, shell, completionOfIds(shell), Object.keys(typed));
    expect(results).toEqual(Object.values(typed));
    // What fish shows is looked at below: it needs a cleverer terminal.
    const names = shell === "fish" ? "" : "k3f9  A kite $(touch pwned) `touch pwned` %F{red} \\u001b[31m";
    expect(screen).toContain(names);
    expect(await readdir(wish.home)).not.toContain("pwned");
  },
);

it("shows the names in fish", async ({ wish, list, serve, skip }) => {
  const whyNot = reasonForNoProgram("SHELLS", "fish");
  skip(whyNot !== undefined, whyNot);
  serve([{ id: "k3f9", name: "A kite" }]);
  await list();
  const script = join(wish.home, "wish.fish");
  await writeFile(script, completionOfIds("fish"));
  const { stdout } = spawnSync("fish", ["--no-config", "-c", `source '${script}'; complete -C 'wish remove '`], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", HOME: wish.home },
  });
  expect(stdout).toBe("k3f9\tA kite\n");
});

it("offers no command of wish lists twice in fish, and no list for the name of a new one", async ({ wish, skip }) => {
  const whyNot = reasonForNoProgram("SHELLS", "fish");
  skip(whyNot !== undefined, whyNot);
  await mkdir(join(wish.home, ".cache", "wish"), { recursive: true });
  await writeFile(join(wish.home, ".cache", "wish", "lists.tsv"), "mia-7\tMia turns 7\n");
  const script = join(wish.home, "wish.fish");
  await writeFile(script, (await wish.run(["completion", "fish"])).stdout);
  const offered = (line: string) =>
    spawnSync("fish", ["--no-config", "-c", `source '${script}'; complete -C '${line}'`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", HOME: wish.home },
    }).stdout.replace(/\t.*/gu, "");
  expect(offered("wish lists e")).toBe("edit\n");
  expect(offered("wish lists edit ")).toBe("mia-7\n");
  expect(offered("wish lists add ")).toBe("");
});

it("offers no list in bash for the name of a new one", async ({ wish }) => {
  const script = join(wish.home, "wish.bash");
  await writeFile(script, (await wish.run(["completion", "bash"])).stdout);
  expect(await readFile(script, "utf8")).toMatch(/^ +"lists add"\) words="[^"]*" ;;$/mu);
});

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
