import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";

interface Fixtures {
  /** Runs a pipeline in bash, where `wish` is the built program; the last line is how each part of it ended. */
  pipeline(command: string): Promise<{ lines: string[]; ended: string | undefined; stderr: string }>;
}

const it = base.extend<Fixtures>({
  pipeline: ({ wish, api }, use) =>
    use(async (command) => {
      const script = `wish() { "$NODE" "$FOLDER/wish.js" "$@"; }; ${command}; echo "\${PIPESTATUS[*]}"`;
      const shell = spawn("bash", ["-c", script], {
        env: {
          NODE: process.execPath,
          FOLDER: wish.folder,
          PATH: process.env["PATH"],
          HOME: wish.home,
          WISH_API_URL: api.apiUrl,
          WISH_TOKEN: "t",
          WISH_CONFIG_DIR: wish.configFolder,
        },
      });
      const { stdout, stderr } = await finished(shell);
      const lines = stdout.trimEnd().split("\n");
      return { lines: lines.slice(0, -1), ended: lines.at(-1), stderr };
    }),
});

it.beforeEach(({ api }) => {
  const wishes = Array.from({ length: 900 }, (_, index) => ({
    id: String(index),
    name: `Wish ${index}`,
    description: "x".repeat(1000),
    createdAt: "2026-11-22T14:00:00.000Z",
  }));
  api.list = ({ query }) => {
    const start = Number(query.get("nextToken") ?? 0);
    const Items = wishes.slice(start, start + 450);
    const isLast = start + Items.length === wishes.length;
    return { status: 200, body: { Items, Count: Items.length, ...(!isLast && { NextToken: String(start + 450) }) } };
  };
});

describe("complaint 13: pipes break, cut JSON short, or hold more than the data", () => {
  it.for(["list", "list --json", "list --ndjson"])("%s | head -1 ends quietly", async (command, { pipeline }) => {
    const { lines, ended, stderr } = await pipeline(`wish ${command} | head -1`);
    expect({ lines: lines.length, ended, stderr }).toEqual({ lines: 1, ended: "0 0", stderr: "" });
  });

  it("a limit says nothing into a pipe", async ({ pipeline }) => {
    expect(await pipeline("wish list -n 3 | wc -l")).toEqual({ lines: ["3"], ended: "0 0", stderr: "" });
  });

  it.for(["list", "list --json", "add --name Tea", "token", "--version", "--help", "help list"])(
    "%s into a full disk says so, and fails",
    async (command, { pipeline }) => {
      const { ended, stderr } = await pipeline(`wish ${command} > /dev/full`);
      expect(ended).toBe("1");
      expect(stderr).toMatch(/standard output cannot be written \(ENOSPC\)/iu);
    },
  );

  it("a reader that is slow gets all of the JSON", async ({ pipeline }) => {
    const slow = `node -e "setTimeout(() => process.stdin.pipe(process.stdout), 300)"`;
    const { lines, ended, stderr } = await pipeline(`wish list --json | ${slow}`);
    expect(JSON.parse(lines.join("\n"))).toHaveLength(900);
    expect({ ended, stderr }).toEqual({ ended: "0 0", stderr: "" });
  });

  it("nothing but data is on stdout: every command that fails leaves it empty", async ({ wish, api, pipeline }) => {
    api.list = () => ({ status: 403, body: { message: "Forbidden" } });
    api.add = () => ({ status: 403, body: { message: "Forbidden" } });
    const from = join(wish.home, "wishes");
    await writeFile(from, '{"name":"a"}\n');
    for (const command of [
      "list",
      "list --json",
      "add --name x",
      `add --from ${from}`,
      "list --nonsense",
      "nonsense",
    ]) {
      const { lines, ended, stderr } = await pipeline(`wish ${command} | cat`);
      expect({ command, lines, stderr: stderr !== "" }).toEqual({ command, lines: [], stderr: true });
      expect(ended).not.toMatch(/^0/u);
    }
  });

  it("adding goes on when nobody reads its receipts any more", async ({ api, pipeline }) => {
    const { lines, ended, stderr } = await pipeline(`seq 200 | sed 's/.*/{"name":"&"}/' | wish add --from - | head -1`);
    expect({ lines, ended, stderr }).toEqual({ lines: ["new"], ended: "0 0 0 0", stderr: "" });
    expect(api.posts()).toHaveLength(200);
  });
});
