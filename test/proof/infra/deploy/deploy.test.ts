import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { type Deployment, runDeployment } from "../../../../infra/deploy/deploy-stack.ts";
import { preflightProblems } from "../../../../infra/deploy/preflight.ts";
import { startTestIssuer as startLocalIssuer } from "../../../infra/local/issuer/client.ts";
import { finished } from "../../../support/finished.ts";
import { discoveryPath, jwksPath, startMintingIssuer, type MintingIssuer } from "../../../support/minting-issuer.ts";

const tenant = { WISH_ISSUER: "https://my-wishes.eu.auth0.com/", WISH_CLIENT_ID: "k2Xb9" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-deploy-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the preflight", () => {
  let issuer: MintingIssuer;
  beforeEach(async () => {
    issuer = await startMintingIssuer();
    return () => issuer.close();
  });

  function describeIssuer(document: object): void {
    issuer.answers.set(discoveryPath, (response) => response.end(JSON.stringify(document)));
  }

  function good() {
    const endpoint = `${issuer.issuer}oauth/device/code`;
    const jwksUri = `${issuer.issuer}${jwksPath.slice(1)}`;
    return { issuer: issuer.issuer, jwks_uri: jwksUri, device_authorization_endpoint: endpoint };
  }

  it("finds nothing wrong with an issuer like Auth0", async () => {
    const local = await startLocalIssuer();
    expect(await preflightProblems(local.issuerUrl, fetch)).toEqual([]);
    await local.close();
    describeIssuer(good());
    expect(await preflightProblems(issuer.issuer, fetch)).toEqual([]);
  });

  it("finds an issuer that writes itself otherwise", async () => {
    describeIssuer({ ...good(), issuer: issuer.issuer.slice(0, -1) });
    expect(await preflightProblems(issuer.issuer, fetch)).toEqual([
      `The issuer calls itself ${issuer.issuer.slice(0, -1)}. Set WISH_ISSUER to exactly that instead of ` +
        `${issuer.issuer}, since it is what every token says.`,
    ]);
  });

  it("finds a tenant that is not there", async () => {
    issuer.answers.set(discoveryPath, (response) => response.writeHead(404).end());
    const problem = /^The issuer has no discovery document at .* answered 404.* Check WISH_ISSUER for a typing error/u;
    expect(await preflightProblems(issuer.issuer, fetch)).toEqual([expect.stringMatching(problem)]);
    const { issuer: gone } = issuer;
    await issuer.close();
    expect(await preflightProblems(gone, fetch)).toEqual([expect.stringContaining("ECONNREFUSED")]);
  });

  it("finds an issuer without device codes and without keys", async () => {
    const { device_authorization_endpoint: _, jwks_uri: __, ...rest } = good();
    describeIssuer(rest);
    expect(await preflightProblems(issuer.issuer, fetch)).toEqual([
      expect.stringMatching(/^The issuer has no device_authorization_endpoint, so wish login cannot work/u),
      expect.stringMatching(/no jwks_uri/u),
    ]);
  });

  it("finds keys that API Gateway cannot use", async () => {
    describeIssuer(good());
    issuer.keys = [{ kty: "EC", kid: "1" }];
    expect(await preflightProblems(issuer.issuer, fetch)).toEqual([expect.stringMatching(/no RSA key .* RS256/u)]);
  });
});

const offline = () => Promise.reject(new Error("offline"));

describe("a deployment", () => {
  let ran: string[][];
  let printed: string[];
  let issuer: MintingIssuer;
  beforeEach(async () => {
    ran = [];
    printed = [];
    issuer = await startMintingIssuer();
    return () => issuer.close();
  });

  /** Without an AWS account `cdk` gets no further than below, so what it would be asked to do is written down. */
  function deployment(changes: Partial<Deployment>): Deployment {
    return {
      command: "deploy",
      cdkArguments: [],
      environment: tenant,
      fetch: (url) => answerForTenant(new Request(url).url),
      scratchFolder: folder,
      print: (line) => printed.push(line),
      async run(program, programArguments, variables) {
        ran.push([program, ...programArguments, ...Object.entries(variables ?? {}).map((each) => each.join("="))]);
        const outputs = programArguments.indexOf("--outputs-file");
        if (outputs > 0) {
          const url = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/wish-list-service";
          await writeFile(programArguments[outputs + 1] ?? "", JSON.stringify({ Wish: { ApiUrl: url, Issuer: "x" } }));
        }
        return 0;
      },
      ...changes,
    };
  }

  /** The discovery document and key set that an Auth0 tenant would serve. */
  async function answerForTenant(url: string): Promise<Response> {
    if (!url.startsWith(tenant.WISH_ISSUER)) throw new Error(`A request left for ${url}.`);
    if (url.endsWith("jwks.json")) return Response.json({ keys: issuer.keys });
    const at = (path: string) => tenant.WISH_ISSUER + path;
    return Response.json({
      issuer: tenant.WISH_ISSUER,
      jwks_uri: at(".well-known/jwks.json"),
      device_authorization_endpoint: at("oauth/device/code"),
    });
  }

  it("synthesizes, deploys that, and says what to type next", async () => {
    expect(await runDeployment(deployment({ cdkArguments: ["--profile", "wishes"] }))).toBe(0);
    expect(ran).toEqual([
      ["synth", "--deployable", `WISH_ASSEMBLY=${join(folder, "assembly")}`],
      [
        "cdk",
        "deploy",
        "--app",
        join(folder, "assembly"),
        "--outputs-file",
        join(folder, "outputs.json"),
        "--profile",
        "wishes",
      ],
    ]);
    const url = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/wish-list-service";
    expect(printed).toEqual([`\nNext:\n  npm run smoke -- ${url}\n  npx wish init ${url}`]);
  });

  it("compares without asking the issuer", async () => {
    expect(await runDeployment(deployment({ command: "diff", cdkArguments: ["--ci"], fetch: offline }))).toBe(0);
    expect(ran).toEqual([
      ["synth", "--deployable", `WISH_ASSEMBLY=${join(folder, "assembly")}`],
      ["cdk", "diff", "--app", join(folder, "assembly"), "--ci"],
    ]);
    expect(printed).toEqual([]);
  });

  it("destroys without any settings", async () => {
    expect(await runDeployment(deployment({ command: "destroy", environment: {} }))).toBe(0);
    expect(ran).toEqual([
      ["synth", `WISH_ASSEMBLY=${join(folder, "assembly")}`],
      ["cdk", "destroy", "--app", join(folder, "assembly")],
    ]);
  });

  it("takes no assembly that was there before", async () => {
    await runDeployment(deployment({ environment: { ...tenant, WISH_ASSEMBLY: ".cdk.out" } }));
    expect(ran.flat()).not.toContain(".cdk.out");
  });

  it("says what becomes of the table, and how a new stack takes it over", async () => {
    await runDeployment(deployment({ command: "destroy", environment: {} }));
    expect(printed).toEqual([
      expect.stringMatching(/WishList and WishClaims are kept .*\n {2}npm run deploy -- --import-existing-resources$/u),
    ]);
  });

  it.each([
    ["deploy", /WishList and WishClaims exist already.*\n {2}npm run deploy -- --import-existing-resources$/u],
    ["destroy", /protected.*\n {2}aws cloudformation update-termination-protection --no-enable-.* --stack-name Wish$/u],
  ] as const)("says what may help when cdk %s fails", async (command, advice) => {
    expect(await runDeployment(deployment({ command, run: async (program) => (program === "cdk" ? 1 : 0) }))).toBe(1);
    expect(printed).toEqual([expect.stringMatching(advice)]);
  });

  it("runs nothing for an issuer that fails the preflight", async () => {
    await expect(runDeployment(deployment({ fetch: offline }))).rejects.toThrow(/no discovery document .*offline/u);
    expect(ran).toEqual([]);
  });

  it.each([["synth"], ["cdk"]])("ends with the exit code of %s", async (failing) => {
    const run: Deployment["run"] = async (program) => (program === failing ? 3 : 0);
    expect(await runDeployment(deployment({ run }))).toBe(3);
    expect(printed.join("")).not.toContain("Next:");
  });
});

function deploy(args: string[], variables: Record<string, string>) {
  const env = { PATH: process.env["PATH"], HOME: folder, ...variables };
  return finished(spawn(process.execPath, ["--import", "tsx", "infra/deploy/deploy.ts", ...args], { env }));
}

describe("npm run deploy", () => {
  it("refuses a wrong setting with a sentence to act on, before it asks anybody", async () => {
    const { exitCode, stdout, stderr } = await deploy(["deploy"], {
      ...tenant,
      WISH_ISSUER: "https://TENANT.auth0.com/",
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^WISH_ISSUER is still a placeholder .*\n$/u);
  });

  it("knows three commands", async () => {
    expect(await deploy(["bootstrap"], tenant)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Usage"),
    });
  });

  it("reaches the real cdk with the synthesized stack, which then asks for an AWS account", async () => {
    const variables = {
      ...tenant,
      TMPDIR: folder,
      // Nothing leaves this machine.
      AWS_EC2_METADATA_DISABLED: "true",
      CDK_DISABLE_CLI_TELEMETRY: "true",
      CDK_DISABLE_VERSION_CHECK: "true",
    };
    const { exitCode, stderr } = await deploy(["diff", "--no-notices"], variables);
    expect(stderr).toContain("Synthesized into");
    expect(stderr).toContain("Unable to resolve AWS account to use");
    expect(exitCode).toBe(1);
  }, 120_000);
});
