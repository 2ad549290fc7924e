import { describe, expect, it } from "vitest";

import { parseFlags } from "../../../infra/local/flags.ts";

describe("the flags of npm start", () => {
  it("has defaults", () => {
    expect(parseFlags([])).toEqual({
      kind: "start",
      options: { port: 8787, issuerPort: 8788, storage: { folder: ".local" } },
    });
  });

  it("takes all that belong to the local sign-in", () => {
    const args =
      "--port 0 --issuer-port 9000 --memory --dynamodb-endpoint http://127.0.0.1:8000 --throttling --access-token-seconds 60";
    expect(parseFlags(args.split(" "))).toEqual({
      kind: "start",
      options: {
        port: 0,
        issuerPort: 9000,
        storage: "memory",
        dynamodbEndpoint: "http://127.0.0.1:8000",
        throttling: true,
        accessTokenSeconds: 60,
      },
    });
  });

  it("trusts another issuer, with the usual audience unless told", () => {
    const args = ["--issuer", "https://my-wishes.eu.auth0.com/", "--client-id", "k2Xb9"];
    const tenant = {
      issuer: "https://my-wishes.eu.auth0.com/",
      clientId: "k2Xb9",
      audience: "https://auth0-jwt-authorizer",
    };
    expect(parseFlags(args)).toMatchObject({ options: { tenant } });
    expect(parseFlags([...args, "--audience", "mine"])).toMatchObject({
      options: { tenant: { ...tenant, audience: "mine" } },
    });
  });

  it("takes any issuer to the letter, on this machine too", () => {
    const issuer = "http://127.0.0.1:4593/api/oidc";
    expect(parseFlags(["--issuer", issuer, "--client-id", "wish-cli"])).toMatchObject({
      options: { tenant: { issuer } },
    });
  });

  it("serves an assembly that is there already", () => {
    expect(parseFlags(["--assembly", "some/folder"])).toMatchObject({ options: { assemblyFolder: "some/folder" } });
  });

  it("prints help", () => {
    expect(parseFlags(["--help"])).toMatchObject({
      kind: "help",
      text: expect.stringMatching(/^Usage: npm start --/u),
    });
  });

  it.each([
    ["--prot 1", "Did you mean --port?"],
    ["--port 65536", "A port is a number from 0 to 65535."],
    ["--port -1", "--port"],
    ["--port", "argument missing"],
    ["--issuer-port x", "A port is a number"],
    ["--access-token-seconds 0", "Use a whole number of seconds, 1 or more."],
    ["--dynamodb-endpoint localhost:8000", "Use a full address"],
    ["--memory --data x", "cannot be used with"],
    ["--client-id x", "--client-id and --audience can only be used with --issuer."],
    ["--issuer https://my-wishes.eu.auth0.com/", "--client-id is not set"],
    ["--issuer https://my-wishes.eu.auth0.com --client-id x", "--issuer is not written as Auth0 writes it"],
    ["--issuer http://my-wishes.org/ --client-id x", "--issuer must start with https://"],
    ["--issuer https://my-wishes.eu.auth0.com/ --client-id x --access-token-seconds 5", "cannot be used with"],
    ["--assembly x --issuer https://my-wishes.eu.auth0.com/", "cannot be used with"],
    ["surplus", "too many arguments"],
  ])("refuses %s", (args, problem) => {
    let refusal: unknown;
    try {
      parseFlags(args.split(" "));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: "wrong_flags", message: expect.stringContaining(problem) });
    expect(refusal).toMatchObject({ message: expect.stringContaining("See: npm start -- --help") });
  });
});
