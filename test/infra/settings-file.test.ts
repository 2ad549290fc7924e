import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it, onTestFinished } from "vitest";

import { withSettingsFile } from "../../infra/settings-file.ts";
import { SettingsError } from "../../infra/settings.ts";

async function settingsFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wish-settings-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "staging.env");
  await writeFile(file, text);
  return file;
}

it("adds what the file sets, and lets the environment win", async () => {
  const file = await settingsFile(
    '# The tenant\nWISH_ISSUER="https://my-wishes.eu.auth0.com/"\nWISH_CLIENT_ID=k2Xb9\nWISH_REQUIRE_SCOPES=false\n',
  );
  expect(withSettingsFile({ WISH_SETTINGS: file, WISH_CLIENT_ID: "other", PATH: "/bin" })).toEqual({
    WISH_SETTINGS: file,
    WISH_ISSUER: "https://my-wishes.eu.auth0.com/",
    WISH_CLIENT_ID: "other",
    WISH_REQUIRE_SCOPES: "false",
    PATH: "/bin",
  });
});

it("refuses a name that is not a setting, so that a typing error does not go unnoticed", async () => {
  const file = await settingsFile("WISH_ISUER=https://my-wishes.eu.auth0.com/\n");
  expect(() => withSettingsFile({ WISH_SETTINGS: file })).toThrow(SettingsError);
  expect(() => withSettingsFile({ WISH_SETTINGS: file })).toThrow(
    /sets WISH_ISUER, which is not a setting\. The settings are WISH_ISSUER,/u,
  );
});

it("refuses a file that is named and not there", () => {
  expect(() => withSettingsFile({ WISH_SETTINGS: "/nowhere.env" })).toThrow(
    /names \/nowhere\.env, which does not exist/u,
  );
});
