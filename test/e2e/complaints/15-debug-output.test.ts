import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import type { TestApi } from "../../support/api.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { ScriptedIssuer } from "../../support/scripted-issuer.ts";
import { unsignedToken } from "../../support/token.ts";
import type { Wish } from "../../support/wish.ts";
import type { RunOptions } from "../../support/wish.ts";

const canary = "canary0123456789";
const tokens = {
  access: unsignedToken({ exp: 4_102_444_800, note: `${canary}-access` }),
  refresh: `refresh-${canary}`,
  variable: unsignedToken({ exp: 4_102_444_800, note: `${canary}-variable` }),
  given: `given-${canary}`,
};
/** What may be seen nowhere: the tokens, and any longer part of one. */
const secrets = [canary, ...Object.values(tokens).flatMap((token) => token.match(/.{24}/gu) ?? [token])];

const found = (text: string) => secrets.filter((secret) => text.includes(secret));

interface Fixtures {
  /** Runs a command with --debug to its end, and looks at all arguments all the while. */
  runWatched(args: string[], options?: RunOptions): Promise<Finished & { inArguments: string[] }>;
}

const it = base.extend<Fixtures>({
  runWatched: ({ wish, api }, use) =>
    use(async (args, options = {}) => {
      const program = wish.start([...args, "--debug", "--api", api.apiUrl], { stdin: "", ...options });
      const watch = async () => {
        const seen: string[] = [];
        while (program.exitCode === null) seen.push(...found(await allArguments()));
        return seen;
      };
      const [result, inArguments] = await Promise.all([finished(program), watch()]);
      return { ...result, inArguments };
    }),
});

it.beforeEach(async ({ wish, issuer, api }) => {
  api.add = () => ({ status: 201, body: { id: "new", name: "Tea" }, headers: { "apigw-requestid": "request-1" } });
  await mkdir(wish.configFolder, { recursive: true });
  await writeFile(
    join(wish.configFolder, "credentials.json"),
    JSON.stringify({ [api.apiUrl]: { accessToken: tokens.access, refreshToken: tokens.refresh } }),
    { mode: 0o600 },
  );
  await writeFile(
    join(wish.configFolder, "sessions.json"),
    JSON.stringify({
      [api.apiUrl]: {
        name: "Ada",
        store: "file",
        accessTokenExpiresAt: "2099-01-01T00:00:00.000Z",
        renewal: {
          issuer: issuer.issuer,
          clientId: "client",
          tokenEndpoint: `${issuer.origin}/oauth/token`,
          revocationEndpoint: `${issuer.origin}/oauth/revoke`,
        },
      },
    }),
  );
});

/** The arguments of every process of this machine; empty where there is no /proc. */
async function allArguments(): Promise<string> {
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const texts = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return texts.join("\n");
}

/** Everything that stands in files below the home of the program, the store left out. */
async function inOtherFiles({ home }: Wish): Promise<string[]> {
  const files = await readdir(home, { recursive: true, withFileTypes: true });
  const others = files.filter((file) => file.isFile() && file.name !== "credentials.json");
  const texts = await Promise.all(others.map((file) => readFile(join(file.parentPath, file.name), "utf8")));
  return found(texts.join("\n"));
}

const echo = (status: number) => () => ({
  status,
  body: { message: `No: ${status}` },
  headers: { "www-authenticate": 'Bearer error="invalid_token" error_description="the token has expired"' },
});

type Setup = (parts: { api: TestApi; issuer: ScriptedIssuer }) => RunOptions;

const situations: [string, string[], Setup][] = [
  ["list", ["list"], () => ({})],
  ["add with the session", ["add", "--name", "Tea"], () => ({})],
  ["add with WISH_TOKEN", ["add", "--name", "Tea"], () => ({ environment: { WISH_TOKEN: tokens.variable } })],
  [
    "add that is refused, renewed and refused",
    ["add", "--name", "Tea"],
    ({ api }) => {
      api.add = echo(401);
      return {};
    },
  ],
  [
    "add with a WISH_TOKEN that is refused",
    ["add", "--name", "Tea", "--json"],
    ({ api }) => {
      api.add = echo(401);
      return { environment: { WISH_TOKEN: tokens.variable } };
    },
  ],
  [
    "add with a WISH_TOKEN that cannot be one",
    ["add", "--name", "Tea"],
    () => ({ environment: { WISH_TOKEN: `${tokens.given}\n${tokens.given}` } }),
  ],
  [
    "add while the issuer fails",
    ["add", "--name", "Tea"],
    ({ api, issuer }) => {
      api.add = echo(401);
      issuer.script.refreshes = [{ status: 400, body: { error: "server_error", error_description: "out of order" } }];
      return {};
    },
  ],
  ["add by the line", ["add", "--from", "-"], () => ({ stdin: '{"name":"Tea"}\n' })],
  ["status", ["status"], () => ({})],
  ["status --check", ["status", "--check"], () => ({})],
  ["doctor", ["doctor"], () => ({})],
  ["doctor with WISH_TOKEN", ["doctor", "--json"], () => ({ environment: { WISH_TOKEN: tokens.variable } })],
  ["login", ["login"], () => ({ environment: { WISH_TOKEN: tokens.variable } })],
  ["login --with-token", ["login", "--with-token"], () => ({ stdin: `${tokens.given}\n` })],
  ["login with a token that cannot be one", ["login", "--with-token"], () => ({ stdin: `${tokens.given}\u0007` })],
  ["init", ["init"], () => ({ environment: { WISH_TOKEN: tokens.variable } })],
  ["logout", ["logout"], () => ({})],
  [
    "logout that cannot revoke",
    ["logout"],
    ({ issuer }) => {
      issuer.script.revocation = { status: 400, body: { error: "invalid_client" } };
      return {};
    },
  ],
];

describe("complaint 15: debug output gives tokens away", () => {
  it.for(situations)(
    "%s shows none, in no stream, argument or file",
    async ([, args, setUp], { wish, api, issuer, runWatched }) => {
      const options = setUp({ api, issuer });
      const result = await runWatched(args[0] === "init" ? ["init", api.apiUrl] : args, options);
      expect(found(result.stdout + result.stderr)).toEqual([]);
      expect(result.inArguments).toEqual([]);
      expect(await inOtherFiles(wish)).toEqual([]);
    },
  );

  it("wish token prints the token, and nothing else does", async ({ runWatched }) => {
    const result = await runWatched(["token"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: `${tokens.access}\n` });
    expect(found(result.stderr)).toEqual([]);
  });

  it("it shows method, host, path, status, milliseconds and request id, the issuer's requests included", async ({
    api,
    issuer,
    runWatched,
  }) => {
    const { host } = new URL(api.apiUrl);
    const { stderr } = await runWatched(["add", "--name", "Tea"]);
    expect(stderr).toMatch(new RegExp(`^POST ${host} /wish-list-service 201 \\d+ ms request-1$`, "mu"));
    const checked = await runWatched(["status", "--check"]);
    expect(checked.stderr).toMatch(new RegExp(`^POST ${new URL(issuer.origin).host} /oauth/token 200 \\d+ ms$`, "mu"));
  });

  it("the place in the list, which is in the query, is not shown", async ({ api, runWatched }) => {
    api.list = ({ query }) => ({
      status: 200,
      body: { Items: [], Count: 0, ...(query.has("nextToken") ? {} : { NextToken: canary }) },
    });
    const { stderr } = await runWatched(["list"]);
    expect(stderr.match(/^GET /gmu)).toHaveLength(2);
    expect(found(stderr)).toEqual([]);
  });
});
