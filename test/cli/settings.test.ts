import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openConfigFolder } from "../../cli/config-folder.ts";
import { readSettings, requireApiUrl, saveApi } from "../../cli/settings.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "wish-settings-"));
});
afterEach(() => rm(home, { recursive: true }));

const signIn = { issuer: "https://issuer/", clientId: "c", audience: "a", scopes: [] };
const userId = process.geteuid?.();
const noFlags = { timeout: 30, color: true };
const read = (variables: Record<string, string>, flags: object = {}, platform: NodeJS.Platform = "linux") =>
  readSettings({ variables, platform, homeFolder: home, userId, token: undefined }, { ...noFlags, ...flags });

describe("settings", () => {
  it("come from the flag, then the environment, then the config file", async () => {
    await saveApi(openConfigFolder(join(home, ".config", "wish"), userId), "https://file/wish-list-service", signIn);
    const environment = { WISH_API_URL: "https://environment" };
    expect(read({}).apiUrl).toBe("https://file/wish-list-service");
    expect(read(environment).apiUrl).toBe("https://environment/wish-list-service");
    expect(read(environment, { api: "https://flag" }).apiUrl).toBe("https://flag/wish-list-service");
  });

  it("use the remembered sign-in for the remembered API only", async () => {
    await saveApi(openConfigFolder(join(home, ".config", "wish"), userId), "https://file/wish-list-service", signIn);
    expect(read({}).signIn).toEqual(signIn);
    expect(read({ WISH_API_URL: "https://file/" }).signIn).toEqual(signIn);
    expect(read({ WISH_API_URL: "https://other" }).signIn).toBeUndefined();
  });

  it("have no API when nothing says one", () => {
    expect(read({ WISH_API_URL: "" }).apiUrl).toBeUndefined();
  });

  it("name what is wrong in the config file", async () => {
    await writeFile(join(home, "config.json"), "{");
    expect(() => requireApiUrl(read({ WISH_CONFIG_DIR: home }))).toThrow(
      `${join(home, "config.json")} does not hold a JSON object.`,
    );
  });

  it("refuse a credential store that there is not", () => {
    expect(() => read({ WISH_CREDENTIAL_STORE: "memory" })).toThrow('WISH_CREDENTIAL_STORE is "memory"');
  });
});

describe("the config folder", () => {
  it.each<[Record<string, string>, NodeJS.Platform, string]>([
    [{ WISH_CONFIG_DIR: "/a", XDG_CONFIG_HOME: "/b" }, "linux", "/a"],
    [{ XDG_CONFIG_HOME: "/b" }, "linux", "/b/wish"],
    [{ AppData: "/c" }, "win32", "/c/wish"],
    [{ AppData: "/c" }, "linux", "~/.config/wish"],
    [{}, "linux", "~/.config/wish"],
  ])("with %j on %s is %s", (variables, platform, folder) => {
    expect(read(variables, {}, platform).configFolder.path).toBe(folder.replace("~", home));
  });
});
