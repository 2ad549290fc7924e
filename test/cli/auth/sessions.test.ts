import { execFileSync } from "node:child_process";
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { startApi } from "../../support/api.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { replaceKeychain } from "../../support/keychain.ts";
import { mountTmpfs, reasonForNoMount } from "../../support/mount.ts";

interface Fixtures {
  run(...args: string[]): Promise<Finished>;
  /** A path in the config folder. */
  file(name: string): string;
}

const it = base.extend<Fixtures>({
  run: ({ wish, api }, use) => use((...args: string[]) => wish.run([...args, "--api", api.apiUrl])),
  file: ({ wish }, use) => use((name: string) => join(wish.configFolder, name)),
});

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const noMount = reasonForNoMount();

/** Moves a folder with its files to a file system that is read-only from then on. */
async function moveToReadOnly(folder: string): Promise<Disposable> {
  await rename(folder, `${folder}.aside`);
  await mkdir(folder, { mode: 0o700 });
  const mounted = mountTmpfs(folder, "mode=700");
  await cp(`${folder}.aside`, folder, { recursive: true });
  execFileSync("mount", ["-o", "remount,ro", folder]);
  return mounted;
}

describe("what is stored", () => {
  it("is left alone by who only tries whether something could be stored", async ({ issuer, run, file }) => {
    await run("login");
    const { ino } = await stat(file("credentials.json"));
    expect((await run("doctor")).stdout).toMatch(/file +can be used/u);
    const denied = { status: 403, body: { error: "access_denied" } };
    issuer.script.polls = [denied, denied];
    await using other = await startApi(issuer.issuer);
    const elsewhere = await run("login", "--allow-audience", "--api", other.apiUrl);
    expect(elsewhere.exitCode).toBe(4);
    // Whoever replaces the file could put an older token in place of a newer one.
    expect((await stat(file("credentials.json"))).ino).toBe(ino);
  });

  it("is swept clean of what was half written", async ({ run, file }) => {
    await run("login");
    const swept = ["credentials.json.1234567890", "sessions.json.12", "room.b3d7"];
    for (const name of [...swept, "config.json.55", "notes"]) await writeFile(file(name), "access-1");
    await run("logout");
    expect((await readdir(file("."))).toSorted()).toEqual([
      "config.json.55",
      "credentials.json",
      "notes",
      "sessions.json",
    ]);
  });

  it("has no tokens left in the other store after a sign-in with another one", async ({ wish, api, run, file }) => {
    await run("login");
    await replaceKeychain(
      wish,
      `const { existsSync, readFileSync, writeFileSync } = require("node:fs");
       const file = ${JSON.stringify(join(wish.home, "keychain.json"))};
       const held = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
       const values = operations.map(({ operation, account, secret }) => {
         if (operation === "set") held[account] = secret;
         if (operation === "delete") delete held[account];
         return operation === "get" ? (held[account] ?? null) : null;
       });
       writeFileSync(file, JSON.stringify(held));
       return { ok: true, values };`,
    );
    const environment = { WISH_CREDENTIAL_STORE: "keychain" };
    expect(await wish.run(["login", "--api", api.apiUrl], { environment })).toMatchObject({ exitCode: 0 });
    expect(await run("token")).toMatchObject({ exitCode: 0, stdout: "access-2\n" });
    expect(JSON.parse(await readFile(file("credentials.json"), "utf8"))).toEqual({});
  });
});

describe("a renewal", () => {
  it("that was killed does not keep the next command until the issuer takes the token no more", async ({
    wish,
    api,
    issuer,
    run,
  }) => {
    issuer.script.accessTokenSeconds = 0;
    await run("login");
    const killed = wish.start(["token", "--api", api.apiUrl], { stdin: "" });
    let usedAt = 0;
    issuer.script.onRefresh = () => {
      usedAt = Date.now();
      killed.kill("SIGKILL");
      return Promise.resolve("silence");
    };
    await finished(killed);

    // The overlap that the tenant asks for; then a token that comes once more ends the session.
    const overlapMilliseconds = 10_000;
    issuer.script.onRefresh = () => {
      const isLate = Date.now() - usedAt > overlapMilliseconds;
      const body = {
        access_token: "access-next",
        refresh_token: "refresh-next",
        token_type: "Bearer",
        expires_in: 600,
      };
      return Promise.resolve(isLate ? { status: 403, body: { error: "invalid_grant" } } : { status: 200, body });
    };
    const next = await run("token");
    expect(next).toMatchObject({ exitCode: 0, stdout: "access-next\n" });
    expect(next.stderr).toBe("Waiting for another `wish` process to renew the session…\n");
  });

  it("does not begin on a full disk, and works as soon as there is room", async ({ wish, issuer, run, file, skip }) => {
    skip(noMount !== undefined, noMount);
    await mkdir(wish.configFolder, { mode: 0o700 });
    using _ = mountTmpfs(wish.configFolder, "size=256k,mode=700");
    issuer.script.accessTokenSeconds = 0;
    await run("login");
    execFileSync("sh", ["-c", `dd if=/dev/zero of=${file("filler")} bs=4k 2>/dev/null || true`]);
    const full = await run("token");
    expect(full).toMatchObject({ exitCode: 2 });
    expect(full.stderr).toMatch(/cannot be written \(ENOSPC\)\.\nThe disk is full\. Make room, and try again\.\n$/u);
    expect(issuer.refreshes()).toHaveLength(0);
    await rm(file("filler"));
    expect(await run("token")).toMatchObject({ exitCode: 0, stdout: "access-2\n" });
  });

  it("does not begin when the keychain takes nothing more", async ({ wish, api, issuer }) => {
    const tokens = { access: "access-1", refresh: "refresh-1" };
    await replaceKeychain(
      wish,
      `if (operations.some(({ operation, account }) => operation === "set")) return { ok: false, reason: "it is read-only" };
       const tokens = ${JSON.stringify(tokens)};
       return { ok: true, values: operations.map(({ account }) => tokens[account.split("-")[0]] ?? null) };`,
    );
    const renewal = { issuer: issuer.issuer, clientId: "client", tokenEndpoint: `${issuer.origin}/oauth/token` };
    const session = { store: "keychain", accessTokenExpiresAt: new Date(0), renewal };
    await mkdir(wish.configFolder, { mode: 0o700 });
    await writeFile(join(wish.configFolder, "sessions.json"), JSON.stringify({ [api.apiUrl]: session }));
    const result = await wish.run(["token", "--api", api.apiUrl]);
    expect(result).toMatchObject({ exitCode: 4 });
    expect(result.stderr).toContain("it is read-only");
    expect(issuer.refreshes()).toHaveLength(0);
  });

  it("says at once that the folder is read-only", async ({ wish, issuer, run, file, skip }) => {
    skip(isRoot && noMount !== undefined, noMount);
    issuer.script.accessTokenSeconds = 0;
    await run("login");
    // Nothing is read-only to root but a file system.
    using _ = isRoot ? await moveToReadOnly(wish.configFolder) : undefined;
    if (!isRoot) await chmod(file("."), 0o500);
    const result = await run("token");
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/config cannot be written \((?:EROFS|EACCES)\)\./u);
    expect(issuer.refreshes()).toHaveLength(0);
  });
});

describe("what somebody else could have changed is not used", () => {
  it.for([
    ["the folder", ".", 0o777, "bad_settings", "chmod go-w"],
    ["the settings", "config.json", 0o666, "bad_settings", "chmod go-w"],
    ["the sessions", "sessions.json", 0o660, "bad_settings", "chmod go-w"],
    ["the tokens", "credentials.json", 0o622, "credentials_exposed", "chmod 600"],
  ] as const)("%s", async ([, name, mode, code, command], { wish, api, file }) => {
    await wish.run(["init", api.origin]);
    await wish.run(["login"]);
    await chmod(file(name), mode);
    const { stderr } = await wish.run(["add", "--name", "Tea", "--json"]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code, hint: expect.stringContaining(command) as string } });
    expect(api.posts()).toEqual([]);
  });

  it("since it belongs to another user", async ({ wish, api, file, skip }) => {
    skip(!isRoot, "only root can give a file away");
    await wish.run(["init", api.origin]);
    await wish.run(["login"]);
    for (const name of ["credentials.json", "sessions.json", "."]) {
      await chown(file(name), nobody, nobody);
      const result = await wish.run(["login"]);
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toContain("belongs to another user, so it is not used.");
      expect(result.stderr).toContain("sudo chown 0 ");
      await chown(file(name), 0, 0);
    }
  });

  it("and what is not a file is not waited for", async ({ wish, api, file }) => {
    await wish.run(["init", api.origin]);
    for (const make of [
      (path: string) => Promise.resolve(execFileSync("sh", ["-c", `mkfifo ${path}`])),
      (path: string) => symlink("/dev/zero", path),
      (path: string) => mkdir(path),
    ]) {
      await make(file("sessions.json"));
      const result = await wish.run(["token"]);
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toBe(`wish: ${file("sessions.json")} is not a file.\nDelete it.\n`);
      await rm(file("sessions.json"), { recursive: true });
    }
  });
});
