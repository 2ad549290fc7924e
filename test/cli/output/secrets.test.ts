import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { createSecrets } from "../../../cli/output/secrets.ts";
import { fakeBrowser } from "../../support/browser.ts";
import { it } from "../../support/fixtures.ts";
import { pending } from "../../support/scripted-issuer.ts";
import { unsignedToken } from "../../support/token.ts";

const token = unsignedToken({ iss: "https://issuer/", aud: "https://audience", scope: "create:wishes", exp: 4e9 });

describe("a token that comes back", () => {
  it.for(["message", "errors", "name"])(
    "in the %s of the API's answer is blotted out",
    async (member, { wish, api }) => {
      api.issuer = undefined;
      api.add = ({ headers: { authorization } }) =>
        member === "name"
          ? { status: 201, body: { id: "1", name: authorization } }
          : {
              status: 400,
              body: { message: "No.", [member]: member === "errors" ? [{ message: authorization }] : authorization },
            };
      let written = "";
      for (const format of [[], ["--json"], ["--debug"]]) {
        const args = ["add", "--name", "Tea", "--api", api.apiUrl, ...format];
        const { stdout, stderr } = await wish.run(args, { environment: { WISH_TOKEN: token } });
        written += stdout + stderr;
      }
      expect(written).not.toContain(token.slice(0, 30));
      expect(written).toContain("Bearer [token]");
    },
  );

  it("in the error of the issuer is blotted out", async ({ wish, api, issuer }) => {
    issuer.script.accessTokenSeconds = 0;
    await wish.run(["login", "--api", api.apiUrl]);
    issuer.script.onRefresh = () =>
      Promise.resolve({ status: 400, body: { error: "invalid_request", error_description: "What is refresh-1?" } });
    const { stderr } = await wish.run(["token", "--api", api.apiUrl]);
    expect(stderr).toContain("What is [token]?");
  });

  it("is printed by the command that is for it", async ({ wish, api }) => {
    const result = await wish.run(["token", "--api", api.apiUrl], { environment: { WISH_TOKEN: token } });
    expect(result).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
  });

  it("is known in its parts and in its escaped form, and ordinary text is not", () => {
    const secrets = createSecrets();
    secrets.add("abc+def/0123456789abcdef==");
    secrets.add("tea");
    expect(secrets.blotOut("x=abc%2Bdef%2F0123456789abcdef%3D%3D")).toBe("x=[token]");
    expect(secrets.blotOut("cut: abc+def/0123456789abc…")).toBe("cut: [token]…");
    expect(secrets.blotOut("tea at https://example.org/abc+def")).toBe("tea at https://example.org/abc+def");
  });
});

it("no other program gets the token of the environment", async ({ wish, api, issuer }) => {
  issuer.script.polls = [pending, pending];
  issuer.script.deviceCode = { interval: 0.3 };
  const browser = await fakeBrowser(wish, 0);
  const seen = join(wish.home, "seen");
  await writeFile(browser.program, `#!/bin/sh\nenv > '${seen}'\n`);
  const environment = { BROWSER: browser.program, WISH_TOKEN: token };
  await wish.runInTerminal(["login", "--api", api.apiUrl], { environment, stdin: "\n" });
  const variables = await readFile(seen, "utf8");
  expect(variables).toContain("BROWSER=");
  expect(variables).not.toContain("WISH_TOKEN");
});
