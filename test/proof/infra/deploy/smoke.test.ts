import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { judge } from "../../../../infra/deploy/smoke-checks.ts";
import { probe } from "../../../../infra/deploy/smoke-probes.ts";
import type { Issuer } from "../../../../infra/local/issuer/issuer.ts";
import { type LocalStack, startLocalStack } from "../../../../infra/local/local-stack.ts";
import type { Template } from "../../../../infra/local/template/assembly.ts";
import { synthesize } from "../../../../infra/local/template/synth.ts";
import { localSettings } from "../../../../infra/settings.ts";
import type { WishPage } from "../../../../service/answers.ts";
import { listsPath, type Operation, operations, scopes, wishesPath } from "../../../../service/contract.ts";
import { createClient, startTestIssuer } from "../../../infra/local/issuer/client.ts";
import { finished } from "../../../support/finished.ts";

let folder: string;
let issuer: Issuer;
let stack: LocalStack | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-smoke-"));
  issuer = await startTestIssuer({ pollIntervalSeconds: 1, scopes: Object.values(scopes) });
  await synthesize({ ...localSettings, issuer: issuer.issuerUrl }, join(folder, "good"));
});
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});
afterAll(async () => {
  await issuer.close();
  await rm(folder, { recursive: true });
});

type Route = Record<string, unknown>;

/** Serves the synthesized stack, with its template changed, and gives the address of the wishes. */
async function serve(change: (template: Template) => void = () => {}): Promise<string> {
  const assemblyFolder = await mkdtemp(join(folder, "changed-"));
  await cp(join(folder, "good"), assemblyFolder, { recursive: true });
  const templateFile = join(assemblyFolder, "Wish.template.json");
  const template = JSON.parse(await readFile(templateFile, "utf8")) as Template;
  change(template);
  await writeFile(templateFile, JSON.stringify(template));
  stack = await startLocalStack({ port: 0, issuerPort: 0, storage: "memory", assemblyFolder });
  return `${stack.apiUrl}${wishesPath}`;
}

function propertiesOf(template: Template, type: string): Route[] {
  return Object.values(template.Resources).flatMap((resource) =>
    resource.Type === type && resource.Properties ? [resource.Properties] : [],
  );
}

function route(template: Template, routeKey: string): Route {
  const found = propertiesOf(template, "AWS::ApiGatewayV2::Route").find(({ RouteKey }) => RouteKey === routeKey);
  if (!found) throw new Error(`The template has no route ${routeKey}.`);
  return found;
}

/** What fails, as `name: problem`. */
async function failures(url: string, accessToken?: string): Promise<string[]> {
  const probes = await probe(url, { fetch, now: () => new Date(), ...(accessToken && { accessToken }) });
  return judge(probes).flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`]));
}

function runSmoke(args: string[], variables: Record<string, string> = {}) {
  const env = { PATH: process.env["PATH"], ...variables };
  return finished(spawn(process.execPath, ["--import", "tsx", "infra/deploy/smoke.ts", ...args], { env }));
}

/** The routes that need a token, as they are named there. */
const closed = Object.values<Operation>(operations)
  .filter(({ who }) => who !== "anybody")
  .map(({ method, path }) => (path === wishesPath ? method : `${method} ${path}`));

describe("npm run smoke", () => {
  it("finds all well on the synthesized stack, and changes nothing", async () => {
    const url = await serve();
    const client = createClient(issuer.issuerUrl);
    const { access_token: token } = await client.signIn("Ada", { scope: Object.values(scopes).join(" ") });
    const { exitCode, stdout } = await runSmoke([stack?.apiUrl ?? ""], { WISH_TOKEN: token });
    expect(stdout.trim().split("\n")).toEqual([
      "ok      GET lists the wishes, for anybody",
      "ok      GET refuses a limit of 0",
      "ok      GET /wish-list-service/{id} knows no wish that there is not",
      "ok      PUT is no route",
      "ok      the page for people loads and runs nothing",
      "ok      the metadata document describes this API",
      "ok      the issuer calls itself what the API calls it",
      ...closed.flatMap((route) => [
        `ok      ${route} without a token is refused`,
        `ok      ${route} with a forged token is refused`,
      ]),
      "ok      the authorizer trusts that issuer and audience",
      ...closed.map((route) => `ok      ${route} with the token in WISH_TOKEN passes`),
      `All well at ${url}`,
    ]);
    expect(exitCode).toBe(0);
    for (const address of [url, new URL(listsPath, url)]) {
      expect(((await (await fetch(address)).json()) as WishPage).Count).toBe(0);
    }
  });

  it("ends with 1 and says what to do when nothing answers", async () => {
    const url = await serve();
    await stack?.close();
    const { exitCode, stdout } = await runSmoke([`${url}/`]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^FAILED {2}GET lists the wishes, for anybody: no answer \(.*ECONNREFUSED.*Check the address/mu,
    );
    expect(stdout).not.toMatch(/^ok/mu);
  });

  it.each([[[]], [["not-an-address"]], [["http://example.org"]], [["http://127.0.0.1:1", "another"]]])(
    "wants one address over https, or on this machine: %j",
    async (args) => {
      const { exitCode, stderr, stdout } = await runSmoke(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toMatch(/^Usage: npm run smoke -- URL/u);
    },
  );
});

describe("what the checks find in a wrong stack", () => {
  it("no authorizer on POST", async () => {
    const url = await serve((template) => {
      const post = route(template, `POST ${wishesPath}`);
      post["AuthorizationType"] = "NONE";
      delete post["AuthorizerId"];
      delete post["AuthorizationScopes"];
    });
    const reached = "it answered 403 in place of 401: the request reached the function.";
    expect(await failures(url)).toEqual([
      `POST without a token is refused: ${reached} Put the authorizer on the POST route.`,
      `POST with a forged token is refused: ${reached} Put the authorizer on the POST route.`,
      "the authorizer trusts that issuer and audience: a forged token got past it, so there is none.",
    ]);
  });

  it("an issuer without its slash, everywhere", async () => {
    const slashless = issuer.issuerUrl.slice(0, -1);
    const url = await serve((template) => {
      const text = JSON.stringify(template).replaceAll(`"${issuer.issuerUrl}"`, `"${slashless}"`);
      Object.assign(template, JSON.parse(text));
    });
    expect(await failures(url)).toEqual([
      `the issuer calls itself what the API calls it: the API says ${slashless}, the issuer says ${slashless}/. ` +
        "Set WISH_ISSUER to the latter, to the letter, and deploy again.",
      expect.stringMatching(
        /^the authorizer trusts that issuer and audience: .* with the slash at its end if it has one/u,
      ),
    ]);
  });

  it("an issuer without its slash in the authorizer alone", async () => {
    const url = await serve((template) => {
      for (const authorizer of propertiesOf(template, "AWS::ApiGatewayV2::Authorizer")) {
        Object.assign(authorizer["JwtConfiguration"] as object, { Issuer: issuer.issuerUrl.slice(0, -1) });
      }
    });
    expect(await failures(url)).toEqual([
      expect.stringMatching(
        /^the authorizer trusts that issuer and audience: .* with the slash at its end if it has one/u,
      ),
    ]);
  });

  it("a GET that needs a token", async () => {
    const url = await serve((template) => {
      const { AuthorizerId } = route(template, `POST ${wishesPath}`);
      Object.assign(route(template, `GET ${wishesPath}`), { AuthorizationType: "JWT", AuthorizerId });
    });
    expect(await failures(url)).toEqual([
      "GET lists the wishes, for anybody: it answered 401. " +
        "Reading is open to everybody: take the authorizer off the GET route.",
      expect.stringMatching(/^GET refuses a limit of 0: it answered 401/u),
    ]);
  });

  it("an audience that the person's token is not for", async () => {
    const url = await serve((template) => {
      for (const authorizer of propertiesOf(template, "AWS::ApiGatewayV2::Authorizer")) {
        Object.assign(authorizer["JwtConfiguration"] as object, { Audience: ["https://another"] });
      }
    });
    const { access_token: token } = await createClient(issuer.issuerUrl).signIn("Ada");
    const found = await failures(url, token);
    expect(found).toHaveLength(closed.length);
    for (const failure of found) {
      expect(failure).toMatch(/^\S+( \S+)? with the token in WISH_TOKEN passes: it answered 401, .*valid audience/u);
    }
  });

  it("a person who may only add", async () => {
    const url = await serve();
    const { access_token: token } = await createClient(issuer.issuerUrl).signIn("Ada", { scope: scopes.create });
    const refused = "it answered 403. Give its owner the role, and let them sign in again.";
    expect(await failures(url, token)).toEqual([
      `PATCH /wish-list-service/{id} with the token in WISH_TOKEN passes: ${refused}`,
      `DELETE /wish-list-service/{id} with the token in WISH_TOKEN passes: ${refused}`,
      `PUT /lists/{list}/gift-link with the token in WISH_TOKEN passes: ${refused}`,
      `GET /lists/{list}/gifts with the token in WISH_TOKEN passes: ${refused}`,
    ]);
  });

  it("a stack from before a wish could be shown and changed", async () => {
    const url = await serve((template) => {
      for (const [id, { Properties }] of Object.entries(template.Resources)) {
        if (/^(?:GET|PATCH) \S+\{id\}$/u.test(String(Properties?.["RouteKey"]))) delete template.Resources[id];
      }
    });
    const missing = "there is no such route. Deploy the present version: npm run deploy.";
    expect(await failures(url)).toEqual([
      `GET /wish-list-service/{id} knows no wish that there is not: ${missing}`,
      `PATCH /wish-list-service/{id} without a token is refused: ${missing}`,
      `PATCH /wish-list-service/{id} with a forged token is refused: ${missing}`,
    ]);
  });

  it("no metadata document", async () => {
    const url = await serve((template) => {
      for (const [id, { Properties }] of Object.entries(template.Resources)) {
        if (String(Properties?.["RouteKey"]).startsWith("GET /.well-known")) delete template.Resources[id];
      }
    });
    expect(await failures(url)).toEqual([
      expect.stringMatching(/^the metadata document describes this API: it answered 404. The route is missing/u),
    ]);
  });
});
