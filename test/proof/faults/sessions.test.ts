import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import pMap from "p-map";
import { describe, expect, inject } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { count } from "../../support/figures.ts";
import { finished } from "../../support/finished.ts";
import { it } from "../../support/fixtures.ts";
import { createRandom } from "../../support/random.ts";
import { createRotation } from "../../support/rotation.ts";
import { seed } from "../../support/seed.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createWish } from "../../support/wish.ts";

const kills = Number(process.env["WISH_TEST_KILLS"] ?? 5);
const atOnce = 8;
const millisecondsPerKill = 10_000;
const longestLifeMilliseconds = 80;
/** The overlap that the tenant asks for. */
const overlapMilliseconds = 10_000;

const stores: [string, Record<string, string>, string | undefined][] = [
  ["file", {}, undefined],
  [
    "keychain",
    { DBUS_SESSION_BUS_ADDRESS: process.env["DBUS_SESSION_BUS_ADDRESS"] ?? "" },
    inject("reasonForNoKeychain"),
  ],
];

describe.for(stores)("a session with its tokens in the %s", ([store, variables, whyNot]) => {
  it(
    "outlives sign-ins and sign-outs elsewhere and doctors beside it, where each refresh token is good for once",
    { timeout: 60_000 + kills * millisecondsPerKill, ...skippedFor(whyNot) },
    async ({ wish, api, issuer, task }) => {
      const environment = { ...variables, WISH_CREDENTIAL_STORE: store };
      const run = (command: string, { apiUrl }: TestApi, ...flags: string[]) =>
        wish.run([command, "--api", apiUrl, ...flags], { environment });
      await using elsewhere = await startApi(issuer.issuer);
      issuer.script.accessTokenSeconds = 0;
      await run("login", api);
      const rotation = createRotation(0);
      issuer.script.onRefresh = (refreshToken) => Promise.resolve(rotation.answer(refreshToken));

      const over = new AbortController();
      const repeat = async (work: () => Promise<unknown>) => {
        while (!over.signal.aborted) await work();
      };
      const beside = [
        repeat(async () => {
          expect(await run("login", elsewhere, "--allow-audience")).toMatchObject({ exitCode: 0 });
          const { stderr } = await run("logout", elsewhere);
          expect(stderr).toContain("The session is revoked at");
        }),
        repeat(async () =>
          expect((await run("doctor", api)).stdout).toMatch(new RegExp(`^ok +${store} +can be used`, "mu")),
        ),
      ];
      for (let n = 0; n < kills; n += 1) expect(await run("token", api)).toMatchObject({ exitCode: 0 });
      over.abort();
      await Promise.all(beside);
      count({ task }, "renewals beside others", kills);

      expect(rotation.ended()).toBe(0);
      await run("logout", api);
      const left = (await readdir(wish.configFolder)).filter((name) => name !== "sessions.json");
      for (const name of left)
        expect(await readFile(join(wish.configFolder, name), "utf8")).not.toMatch(/access|refresh/u);
    },
  );
});

it(
  "a session outlives the kill of the command that renews it",
  { timeout: 60_000 + kills * millisecondsPerKill },
  async ({ api, issuer, task }) => {
    issuer.script.accessTokenSeconds = 0;
    const random = createRandom(seed);
    const rotation = createRotation(overlapMilliseconds);
    /** What kills the command that renews a session, by the token that it renews it with. */
    const killers = new Map<string, () => void>();
    issuer.script.onRefresh = (refreshToken) => {
      const kill = killers.get(refreshToken);
      // Some end before they have the answer, some while they store it, some after that.
      if (kill) setTimeout(kill, random() * longestLifeMilliseconds);
      killers.delete(refreshToken);
      return Promise.resolve(rotation.answer(refreshToken));
    };
    await pMap(
      Array.from({ length: kills }),
      async () => {
        await using wish = await createWish();
        const add = ["add", "--name", "Tea", "--api", api.apiUrl];
        await wish.run(["login", "--api", api.apiUrl]);
        const [refreshToken = ""] =
          /refresh-\d+/u.exec(await readFile(join(wish.configFolder, "credentials.json"), "utf8")) ?? [];
        const renewing = wish.start(add, { stdin: "" });
        killers.set(refreshToken, () => renewing.kill("SIGKILL"));
        const { signal } = await finished(renewing);
        count({ task }, "commands killed in a renewal", signal === "SIGKILL" ? 1 : 0);
        expect(await wish.run(add)).toMatchObject({ exitCode: 0 });
        count({ task }, "commands after one that was killed");
      },
      { concurrency: atOnce },
    );
    expect(rotation.ended()).toBe(0);
  },
);
