import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-synth-"));
  await writeFile(join(folder, "no-settings.env"), "");
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `npm run synth` with nothing set that could help it: no AWS, no home. */
function synthesize(variables: Record<string, string>, ...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    WISH_ASSEMBLY: join(folder, "assembly"),
    WISH_SETTINGS: join(folder, "no-settings.env"),
    ...variables,
  };
  return spawnSync(process.execPath, ["--import", "tsx", "infra/app.ts", ...args], { env, encoding: "utf8" });
}

const tenant = { WISH_ISSUER: "https://my-wishes.eu.auth0.com/", WISH_CLIENT_ID: "k2Xb9" };

describe("npm run synth", () => {
  it("makes template and bundle without an account", async () => {
    const { status, stderr } = synthesize(tenant, "--deployable");
    expect(stderr).toContain("Synthesized into");
    expect(status).toBe(0);

    const assembly = join(folder, "assembly");
    const template = await readFile(join(assembly, "Wish.template.json"), "utf8");
    expect(template).toContain(tenant.WISH_ISSUER);
    expect(template).not.toMatch(/"Action":\s*"[^"]*\*|dynamodb:(Scan|Delete\w*|BatchWriteItem|PartiQL\w*|\*)/u);

    const assets = (await readdir(assembly)).filter((name) => name.startsWith("asset."));
    const bundles = await Promise.all(assets.map((name) => readFile(join(assembly, name, "index.mjs"), "utf8")));
    for (const bundle of bundles) expect(bundle).toMatch(/export\s*\{[^}]*\bhandler\b/u);
    // What none of a root calls is not in its bundle; what each may call is up to its role.
    const having = (call: string) => bundles.filter((bundle) => bundle.includes(`"${call}"`)).length;
    expect(["UpdateItem", "PutItem"].map(having)).toEqual([2, 1]);
    expect(bundles).toHaveLength(3);
  }, 120_000);

  it("closes its folder to others, and takes no bundle that somebody has changed in it", async () => {
    const assembly = join(folder, "open");
    const variables = { ...tenant, WISH_ASSEMBLY: assembly, CDK_VALIDATION: "false" };
    expect(synthesize(variables)).toMatchObject({ status: 0 });
    expect((await stat(assembly)).mode & 0o777).toBe(0o700);

    await chmod(assembly, 0o777);
    const asset = (await readdir(assembly)).find((name) => name.startsWith("asset."))!;
    await appendFile(join(assembly, asset, "index.mjs"), "console.log(process.env);");
    const { status, stderr } = synthesize(variables);
    expect(status).toBe(1);
    expect(stderr).toContain(`${join(assembly, asset)} did not come from this code. Delete ${assembly} and synthesize`);
    expect((await stat(assembly)).mode & 0o777).toBe(0o700);
  }, 120_000);

  it("says what is wrong with a setting, and makes nothing", () => {
    const { status, stderr } = synthesize(
      { ...tenant, WISH_ISSUER: "https://my-wishes.eu.auth0.com", WISH_ASSEMBLY: join(folder, "none") },
      "--deployable",
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^WISH_ISSUER is not written as Auth0 .* Set it to https:\/\/my-wishes\.eu\.auth0\.com\/\.$/mu,
    );
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
