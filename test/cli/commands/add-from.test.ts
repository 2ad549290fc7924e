import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Answer, Received } from "../../support/server.ts";
import { hasWritten } from "../../support/wish.ts";

const nameOf = (request: Received) => (JSON.parse(request.body) as { name: string }).name;
const ndjson = (count: number) => Array.from({ length: count }, (_, index) => `{"name":"${index + 1}"}\n`).join("");
const signedIn = { WISH_TOKEN: "token" };

interface Fixtures {
  names(): string[];
  keys(): unknown[];
  answerWith(answer: (wish: { name: string }) => Answer | Promise<Answer>): void;
  argumentsFor(from: string, flags: string[]): string[];
  addFrom(stdin: string, ...flags: string[]): Promise<Finished>;
  file(content: string | Buffer): Promise<string>;
  addFile(content: string | Buffer, ...flags: string[]): Promise<Finished>;
  /** Runs it in a session of its own, so that the terminal the tests run in is not around. */
  withoutTerminal(stdin: string, command: string): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  names: ({ api }, use) => use(() => api.posts().map(nameOf)),
  keys: ({ api }, use) => use(() => api.posts().map(({ headers }) => headers["idempotency-key"])),
  answerWith: ({ api }, use) =>
    use((answer: (wish: { name: string }) => Answer | Promise<Answer>) => {
      api.add = (request) => answer({ name: nameOf(request) }) as Answer;
    }),
  argumentsFor: ({ api }, use) =>
    use((from: string, flags: string[]) => ["add", "--api", api.apiUrl, "--from", from, ...flags]),
  addFrom: ({ wish, argumentsFor }, use) =>
    use((stdin: string, ...flags: string[]) => wish.run(argumentsFor("-", flags), { stdin, environment: signedIn })),
  file: ({ wish }, use) =>
    use(async (content: string | Buffer) => {
      const path = join(wish.home, "wishes");
      await writeFile(path, content);
      return path;
    }),
  addFile: ({ wish, argumentsFor, file }, use) =>
    use(async (content: string | Buffer, ...flags: string[]) =>
      wish.run(argumentsFor(await file(content), flags), { environment: signedIn }),
    ),
  withoutTerminal: ({ wish, argumentsFor }, use) =>
    use(async (stdin: string, command: string) => {
      const words = [process.execPath, join(wish.folder, "wish.js"), ...argumentsFor("-", [])].join(" ");
      const shell = spawn("setsid", ["--wait", "sh", "-c", command.replace("WISH", words)], {
        env: {
          PATH: process.env["PATH"],
          WISH_CONFIG_DIR: wish.configFolder,
          WISH_CREDENTIAL_STORE: "file",
        },
      });
      shell.stdin.end(stdin);
      return finished(shell);
    }),
});

// The id tells which wish it was made for.
it.beforeEach(({ answerWith }) => answerWith(({ name }) => ({ status: 201, body: { id: `id-${name}` } })));

/** Lets a test decide when requests are answered. */
function gate() {
  const emitter = new EventEmitter();
  return { open: () => emitter.emit("open"), opened: once(emitter, "open") };
}

describe("wish add --from", () => {
  it("adds each line under a key of its own, and prints the ids in the order of the input", async ({
    addFrom,
    answerWith,
    keys,
  }) => {
    const { open, opened } = gate();
    answerWith(async ({ name }) => {
      // The first is answered last.
      if (name === "3") open();
      if (name === "1") await opened;
      return { status: 201, body: { id: `id-${name}` } };
    });
    expect(await addFrom(ndjson(3))).toMatchObject({ exitCode: 0, stdout: "id-1\nid-2\nid-3\n", stderr: "" });
    expect(new Set(keys()).size).toBe(3);
    expect(keys().every((key) => /^[\w-]{43}$/u.test(key as string))).toBe(true);
  });

  it.for([
    [
      "NDJSON",
      '{"id":"x","name":"A","url":"https://a.example/","createdAt":"2026-11-22T14:00:00.000Z"}\n{"name":"B"}\n',
    ],
    [
      "NDJSON with a byte order mark, CRLF, blank lines and no end",
      '\uFEFF\r\n{"name":"A","url":"https://a.example/"}\r\n\r\n{"name":"B"}',
    ],
    ["a JSON array", '[{"name":"A","url":"https://a.example/"},{"id":"y","name":"B"}]'],
    [
      "a JSON array over many lines",
      '\n[\n  {\n    "name": "A",\n    "url": "https://a.example/"\n  },\n  {"name":"B"}\n]\n',
    ],
    ["a table", "name,url,createdAt\nA,https://a.example/,\nB,,\n"],
    ["a table of a German Excel", "\uFEFFUrl;Name\r\nhttps://a.example/;A\r\n;B\r\n"],
    [
      "bookmarks",
      '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://a.example/">A</A>\n<DT><A HREF="https://b.example/">B</A></DL>',
    ],
    ["what wish list prints", "x\tA\thttps://a.example/\t\t2026-11-22T14:00:00.000Z\ny\tB\t\t\t\n"],
  ] as const)("reads %s from a file and from standard input", async ([, content], { api, addFile, addFrom }) => {
    for (const result of [await addFile(content), await addFrom(content)]) {
      expect(result).toMatchObject({ exitCode: 0, stdout: "id-A\nid-B\n", stderr: "" });
    }
    const bodies = api.posts().map(({ body }) => JSON.parse(body) as { name: string });
    expect(bodies.filter(({ name }) => name === "A")).toEqual(
      Array.from({ length: 2 }, () => ({
        name: "A",
        url: "https://a.example/",
        createdAt: expect.stringMatching(
          content.includes("2026-11-22T14") ? /^2026-11-22T14:00:00\.000Z$/u : /Z$/u,
        ) as string,
      })),
    );
  });

  it("reads a name or an address a line, and names what only has an address after it", async ({ api, addFrom }) => {
    const lines = "\uFEFF  A red kite \r\n\r\nHTTPS://www.shop.example/p/teapot/?id=7\r\nsalt, pepper\r\n";
    expect(await addFrom(lines)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(api.posts().map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { name: "A red kite" },
      { name: "shop.example/p/teapot", url: "HTTPS://www.shop.example/p/teapot/?id=7" },
      { name: "salt, pepper" },
    ]);
  });

  it("takes an input for what --format says", async ({ addFrom }) => {
    expect(await addFrom("name,colour\n", "--format", "text")).toMatchObject({ stdout: "id-name,colour\n" });
    expect(await addFrom("Tea\n", "--format", "csv")).toMatchObject({ exitCode: 2, stdout: "" });
    expect(await addFrom("Tea\n", "--format", "ndjson")).toMatchObject({ exitCode: 7, stdout: "" });
  });

  it("says which lines are refused and why, adds the others and ends with 7", async ({ addFrom, answerWith }) => {
    const lines = [
      '{"name":"good"}',
      "not JSON",
      '{"name":""}',
      '{"name":"x","colour":3}',
      '["name"]',
      '{"name":"refused"}',
      `{"name":"long","description":"${"x".repeat(10_000_000)}"}`,
      '{"name":"better"}',
      '{"name":"cut',
    ];
    answerWith(({ name }) =>
      name === "refused"
        ? { status: 422, body: { message: "No", errors: [{ field: "name", message: "Not here." }] } }
        : { status: 201, body: { id: `id-${name}` } },
    );
    const result = await addFrom(lines.join("\n"), "--run-key", "mine");
    expect(result).toMatchObject({ exitCode: 7, stdout: "id-good\nid-better\n" });
    expect(result.stderr.trimEnd().split("\n")).toEqual([
      "Line 2: It is not JSON.",
      "Line 3: Name must not be empty.",
      'Line 4: Unknown field "colour". A wish has name, url, description, createdAt, price, priority, quantity, tags, list.',
      "Line 5: A wish is a JSON object.",
      "Line 6: The API answered 422: No Not here.",
      "Line 7: It is longer than 128 KiB.",
      "Line 9: It is not JSON; the input stops in it.",
      "wish: Not added: 7 of 9 wishes.",
      "Correct it in place and run the same command with --run-key mine; what was added is not added again.",
    ]);
  });

  it("keeps the order of the input and the times in it, whatever is sent first", async ({ api, addFrom }) => {
    const times = () => {
      const bodies = api.posts().map(({ body }) => JSON.parse(body) as { name: string; createdAt: string });
      return bodies.toSorted((a, b) => Number(a.name) - Number(b.name)).map(({ createdAt }) => createdAt);
    };
    await addFrom(ndjson(40));
    expect(new Set(times()).size).toBe(40);
    expect(times()).toEqual(times().toSorted().toReversed());

    // Taken up again later, its wishes go below those of before.
    api.received.length = 0;
    const runKey = `${(Date.now() - 3_600_000).toString(36)}-0123456789abcdef`;
    await addFrom(ndjson(3), "--start-line", "2", "--run-key", runKey);
    expect(times().map((time) => Date.now() - Date.parse(time) > 3_500_000)).toEqual([true, true]);
  });

  it("names the line that is not UTF-8", async ({ addFile }) => {
    const content = Buffer.concat([Buffer.from('{"name":"a"}\n{"name":"'), Buffer.from([0xff]), Buffer.from('"}\n')]);
    const result = await addFile(content);
    expect(result).toMatchObject({ exitCode: 7, stdout: "id-a\n" });
    expect(result.stderr).toContain("Line 2: It is not UTF-8.");
  });

  it("gives a receipt for every line with --json, and the error in JSON", async ({ addFrom }) => {
    const result = await addFrom('{"name":"a"}\n{}\n', "--json");
    expect(result.exitCode).toBe(7);
    expect(
      result.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { line: 1, id: "id-a" },
      { line: 2, error: { code: "invalid_wish", message: "Name is required." } },
    ]);
    expect(JSON.parse(result.stderr)).toMatchObject({
      error: { code: "some_failed", message: "Not added: 1 of 2 wishes.", hint: expect.any(String) as string },
    });
  });

  it("checks without sending with --dry-run, and needs no sign-in for it", async ({
    wish,
    api,
    addFrom,
    argumentsFor,
  }) => {
    const good = await wish.run(argumentsFor("-", ["--dry-run"]), { stdin: ndjson(3) });
    expect(good).toMatchObject({
      exitCode: 0,
      stdout: "add\t\t1\nadd\t\t2\nadd\t\t3\n",
      stderr: "Would add 3 wishes; nothing was sent.\n",
    });
    const bad = await addFrom('{"name":"a"}\n{}\n', "--dry-run");
    expect(bad).toMatchObject({
      exitCode: 7,
      stdout: "add\t\ta\n",
      stderr: "Line 2: Name is required.\nwish: Cannot be added: 1 of 2 wishes.\n",
    });
    expect(api.posts()).toEqual([]);
  });

  it("begins at --start-line, in a JSON array at that wish", async ({ addFrom }) => {
    expect(await addFrom(ndjson(4), "--start-line", "3")).toMatchObject({ stdout: "id-3\nid-4\n" });
    const array = '[{"name":"a"},{"name":"b"}]';
    expect(await addFrom(array, "--start-line", "2")).toMatchObject({ stdout: "id-b\n" });
  });

  it("uses new keys for a new run, and the same for the same --run-key", async ({ api, addFrom, keys }) => {
    await addFrom(ndjson(2));
    await addFrom(ndjson(2));
    expect(new Set(keys()).size).toBe(4);
    api.received.length = 0;
    await addFrom(ndjson(2), "--run-key", "spring");
    await addFrom('{"name":"0"}\n{"name":"2"}\n', "--run-key", "spring");
    expect(new Set(keys()).size).toBe(3);
  });

  it("sends eight requests at a time and no more, over connections that it keeps", async ({ addFrom, answerWith }) => {
    let running = 0;
    let most = 0;
    const { open, opened } = gate();
    answerWith(async ({ name }) => {
      running += 1;
      most = Math.max(most, running);
      if (running === 8) open();
      await opened;
      running -= 1;
      return { status: 201, body: { id: name } };
    });
    await addFrom(ndjson(100));
    expect(most).toBe(8);
  });
});

describe("an input that cannot be used", () => {
  it.for([
    [
      "a table with a column that no wish has",
      "name,colour\nTea,green\n",
      'There is no field "colour". The fields are id, name',
    ],
    ["a table without names", "url;price\nhttps://a.example/;1 EUR\n", "No column is called name."],
    ["a page", "<!DOCTYPE html>\n<title>Bookmarks</title>\n", "is HTML or XML, but not a file of bookmarks"],
    ["a spreadsheet", "PK\u0003\u0004\u0000\u0000", "is not text"],
    ["objects over several lines", '{\n  "name": "a"\n}\n', "has its objects spread over several lines"],
    ["UTF-16", Buffer.from('\uFEFF{"name":"a"}', "utf16le"), "is in UTF-16"],
    ["an array without an end", "[", "stops before its array ends"],
  ] as const)("is refused before anything is sent: %s", async ([, content, message], { api, addFile }) => {
    const result = await addFile(content);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(api.posts()).toEqual([]);
  });

  it.for([
    ["stops in the middle", '[{"name":"a"},{"na', "stops before its array ends."],
    ["goes on after its end", '[{"name":"a"}]\n[]', "goes on after its array."],
  ] as const)("keeps what was added before an array %s", async ([, content, message], { addFile }) => {
    const result = await addFile(content, "--run-key", "k");
    expect(result).toMatchObject({ exitCode: 7, stdout: "id-a\n" });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toContain("Added before that: 1 wish.\nCorrect it in place and run");
  });

  it("says which wishes of an array are refused and why, and adds the others", async ({ addFile }) => {
    const parts = ['{"name":"a"}', '{"name":}', `"${"x".repeat(1_000_000)}"`, '"[,]\\""', '{"name":"b"}', ""];
    const result = await addFile(`[${parts.join(" ,\n")}]`);
    expect(result).toMatchObject({ exitCode: 7, stdout: "id-a\nid-b\n" });
    expect(result.stderr.split("\n").slice(0, 4)).toEqual([
      "Wish 2: It is not JSON.",
      "Wish 3: It is longer than 128 KiB.",
      "Wish 4: A wish is a JSON object.",
      "Wish 6: It is not JSON.",
    ]);
  });

  it("may be empty", async ({ addFrom }) => {
    expect(await addFrom("")).toMatchObject({ exitCode: 0, stderr: "Standard input contains no wishes.\n" });
    expect(await addFrom("[]")).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("is named when it is missing or a folder", async ({ wish, argumentsFor }) => {
    const missing = await wish.run(argumentsFor("/no/such/file", []), { environment: signedIn });
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: "wish: /no/such/file does not exist.\nSee `wish help add`.\n",
    });
    const folder = await wish.run(argumentsFor(wish.folder, []), { environment: signedIn });
    expect(folder.exitCode).toBe(2);
    expect(folder.stderr).toContain(`${wish.folder} is a folder.`);
  });

  it("is not waited for at a terminal", async ({ wish, argumentsFor }) => {
    const result = await wish.runInTerminal(argumentsFor("-", []), { environment: signedIn });
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain("Standard input is a terminal; nothing is piped into it.");
  });

  it.for([
    [["add"]],
    [["add", "--from", "x", "--name", "y"]],
    [["add", "--name", "x", "--dry-run"]],
    [["add", "--name", "x", "--start-line", "2"]],
    [["add", "--name", "x", "--format", "csv"]],
    [["add", "--from", "x", "--format", "html"]],
    [["add", "--from", "x", "--start-line", "0"]],
  ] as const)("wrong usage: %j", async ([args], { wish }) => {
    expect(await wish.run(args, { environment: signedIn })).toMatchObject({ exitCode: 2, stdout: "" });
  });
});

describe("a run that has to stop", () => {
  it.for<[string, Answer, number]>([
    ["not allowed", { status: 403, body: { message: "Forbidden" } }, 5],
    ["not signed in any more", { status: 401, body: { message: "Unauthorized" } }, 4],
    ["no wish list", { status: 404, body: { message: "Not Found" } }, 1],
  ])("says from which line to go on: %s", async ([, trouble, exitCode], { api, addFrom, answerWith }) => {
    answerWith(({ name }) => (Number(name) >= 20 ? trouble : { status: 201, body: { id: name } }));
    const result = await addFrom(ndjson(1000), "--run-key", "k");
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout.split("\n").slice(0, -1)).toHaveLength(19);
    expect(result.stderr).toContain("wish: Line 20: ");
    expect(result.stderr).toContain("To go on from line 20, run the same command with --start-line 20 --run-key k");
    expect(api.posts().length).toBeLessThan(100);
  });

  it("takes an array that it has left in the middle for unfinished, not for broken", async ({
    addFile,
    answerWith,
  }) => {
    answerWith(({ name }) => (Number(name) >= 20 ? { status: 403 } : { status: 201, body: { id: name } }));
    const description = "x".repeat(1000);
    const wishes = Array.from({ length: 1000 }, (_, index) => ({ name: String(index + 1), description }));
    const result = await addFile(JSON.stringify(wishes));
    expect(result.exitCode).toBe(5);
    expect(result.stderr).toContain("wish: Wish 20: The API answered status 403");
    expect(result.stderr).toContain("To go on from wish 20, run the same command with --start-line 20");
  });

  it("finishes what is under way at ctrl-C, says from which line to go on, and dies of the signal", async ({
    wish,
    answerWith,
    argumentsFor,
    names,
  }) => {
    const { open, opened } = gate();
    answerWith(async ({ name }) => {
      if (Number(name) > 10) await opened;
      return { status: 201, body: { id: name } };
    });
    const child = wish.start(argumentsFor("-", ["--run-key", "k"]), { stdin: ndjson(1000), environment: signedIn });
    const end = finished(child);
    await hasWritten(child, "10\n");
    child.kill("SIGINT");
    await hasWritten(child, "ctrl-C again");
    open();
    const result = await end;
    expect(result.signal).toBe("SIGINT");
    const added = result.stdout.trimEnd().split("\n").map(Number);
    expect(added).toEqual(Array.from({ length: added.length }, (_, index) => index + 1));
    expect(result.stderr).toContain(`go on from line ${added.length + 1}, run the same command`);
    // Whatever was sent has its receipt.
    expect(names()).toHaveLength(added.length);
  });

  it("ends at the first ctrl-C while it waits for input", async ({ wish, argumentsFor }) => {
    const child = wish.start(argumentsFor("-", []), { environment: signedIn });
    const end = finished(child);
    child.stdin.write('{"name":"1"}\n');
    await hasWritten(child, "id-1\n");
    child.kill("SIGINT");
    expect(await end).toMatchObject({
      signal: "SIGINT",
      stderr: expect.stringContaining("go on from line 2,") as string,
    });
  });

  it("leaves at once at the second ctrl-C", async ({ wish, api, answerWith, argumentsFor }) => {
    answerWith(() => new Promise(() => {}));
    const child = wish.start(argumentsFor("-", []), { stdin: ndjson(10), environment: signedIn });
    const end = finished(child);
    while (api.posts().length === 0) await new Promise(setImmediate);
    child.kill("SIGINT");
    await hasWritten(child, "ctrl-C again");
    child.kill("SIGINT");
    expect(await end).toMatchObject({ signal: "SIGINT", stderr: expect.stringContaining("--start-line 1 ") as string });
  });
});

describe("progress", () => {
  it("is shown on a terminal, with rate and time left, and not in a pipe", async ({
    wish,
    addFile,
    argumentsFor,
    file,
  }) => {
    const path = await file(ndjson(300));
    const receipts = join(wish.home, "receipts");
    const words = [process.execPath, join(wish.folder, "wish.js"), ...argumentsFor(path, [])].join(" ");
    const shell = spawn("script", ["-qec", `stty cols 80 rows 24; ${words} > ${receipts}`, "/dev/null"], {
      env: { PATH: process.env["PATH"], HOME: wish.configFolder, TERM: "xterm", ...signedIn },
    });
    const { stdout } = await finished(shell);
    expect(stdout).toMatch(/\d+ % · \d+ wishes · \d+(\.\d)?\/s · \d+:\d\d left/u);
    expect(stdout).toContain("Added 300 wishes.");
    expect((await addFile(ndjson(3))).stderr).toBe("");
  });
});

describe("not signed in", () => {
  it("leaves with 4 where there is no terminal, without having read anything", async ({
    api,
    file,
    withoutTerminal,
  }) => {
    const path = await file(ndjson(2));
    const result = await withoutTerminal("", `(WISH; echo "exit $?"; cat) < ${path}`);
    expect(result.stdout).toBe(`exit 4\n${ndjson(2)}`);
    expect(result.stderr).toContain(`Run \`wish login --api ${api.apiUrl}\` and then this command again`);
    expect(api.posts()).toEqual([]);
  });

  it("signs in at the terminal around the pipeline, leaves standard input alone, and goes on", async ({
    wish,
    api,
    argumentsFor,
    file,
  }) => {
    const path = await file(ndjson(3));
    const words = [process.execPath, join(wish.folder, "wish.js"), ...argumentsFor("-", [])].join(" ");
    const receipts = join(wish.home, "receipts");
    const shell = spawn("script", ["-qec", `cat ${path} | ${words} | tee ${receipts}`, "/dev/null"], {
      env: {
        PATH: process.env["PATH"],
        HOME: wish.configFolder,
        WISH_CONFIG_DIR: wish.configFolder,
        WISH_CREDENTIAL_STORE: "file",
        TERM: "dumb",
      },
    });
    const { stdout } = await finished(shell);
    expect(stdout).toContain("Signed in to");
    expect(stdout).toMatch(/id-1\r\nid-2\r\nid-3\r\n/u);
    expect(new Set(api.posts().map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer access-1"]));
  });
});
