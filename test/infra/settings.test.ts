import { describe, expect, it } from "vitest";

import { localSettings, readSettings, SettingsError } from "../../infra/settings.ts";

const good = { WISH_ISSUER: "https://my-wishes.eu.auth0.com/", WISH_CLIENT_ID: "k2Xb9" };

function problems(environment: Record<string, string>, deployable = true): string[] {
  try {
    readSettings(environment, { deployable });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("the settings of the stack", () => {
  it("need issuer and client id; audience and scope have defaults", () => {
    expect(readSettings(good, { deployable: true })).toEqual({
      issuer: "https://my-wishes.eu.auth0.com/",
      clientId: "k2Xb9",
      audience: "https://auth0-jwt-authorizer",
      requireScopes: true,
      throwAway: false,
      monthlyBudgetDollars: 5,
    });
  });

  it("say how the stack is run", () => {
    const more = {
      WISH_THROW_AWAY: "true",
      WISH_ALARM_EMAIL: "ada@mail.test",
      WISH_MONTHLY_BUDGET: "12.50",
      WISH_RESERVED_CONCURRENCY: "5",
    };
    expect(readSettings({ ...good, ...more }, { deployable: true })).toMatchObject({
      throwAway: true,
      alarmEmail: "ada@mail.test",
      monthlyBudgetDollars: 12.5,
      reservedConcurrency: 5,
    });
  });

  it("take an empty variable for one that is not set", () => {
    const empty = {
      WISH_THROW_AWAY: "",
      WISH_ALARM_EMAIL: "",
      WISH_MONTHLY_BUDGET: "",
      WISH_RESERVED_CONCURRENCY: "",
      WISH_AUDIENCE: "",
    };
    expect(readSettings({ ...good, ...empty }, { deployable: true })).toEqual(readSettings(good, { deployable: true }));
  });

  it("may ask for no scope", () => {
    expect(readSettings({ ...good, WISH_REQUIRE_SCOPES: "false" }, { deployable: true }).requireScopes).toBe(false);
  });

  it("are the local stack's when nothing is set and nothing is deployed", () => {
    expect(readSettings({}, { deployable: false })).toMatchObject(localSettings);
    expect(problems({})).toHaveLength(2);
  });

  it("take an issuer on this machine unless deployed", () => {
    const local = { ...good, WISH_ISSUER: "http://127.0.0.1:9/" };
    expect(problems(local, false)).toEqual([]);
    expect(problems(local)).toEqual([expect.stringContaining("must start with https://")]);
  });

  it.each([
    "https://login.wishes.org",
    "https://login.wishes.org/",
    "https://login.wishes.org/realms/wish",
    "https://Login.Wishes.org/realms/wish/",
    "https://auth0.com.wishes.org",
  ])("take the issuer %s to the letter", (issuer) => {
    expect(readSettings({ ...good, WISH_ISSUER: issuer }, { deployable: true }).issuer).toBe(issuer);
  });

  it("speak of Auth0 only where the issuer is Auth0", () => {
    expect(problems({ ...good, WISH_CLIENT_ID: "" })).toEqual([expect.stringContaining("Auth0")]);
    const [problem] = problems({ WISH_ISSUER: "https://login.wishes.org" });
    expect(problem).toBe("WISH_CLIENT_ID is not set. Set it to the id that the issuer has given the command line.");
  });

  it.each<readonly [Record<string, string>, RegExp]>([
    [
      { WISH_ISSUER: "https://my-wishes.eu.auth0.com" },
      /not written as Auth0 writes it .* Set it to https:.*\.com\/\.$/u,
    ],
    [{ WISH_ISSUER: "http://my-wishes.eu.auth0.com/" }, /must start with https:/u],
    [{ WISH_ISSUER: "https://TENANT.eu.auth0.com/" }, /still a placeholder/u],
    [{ WISH_ISSUER: "https://<tenant>/" }, /still a placeholder/u],
    [{ WISH_ISSUER: "my-wishes.eu.auth0.com/" }, /not an address/u],
    [{ WISH_ISSUER: "https://my-wishes.eu.auth0.com/?a=b/" }, /plain address/u],
    [{ WISH_ISSUER: "https://My-Wishes.eu.auth0.com/" }, /Set it to https:\/\/my-wishes\.eu\.auth0\.com\//u],
    [{ WISH_ISSUER: "https://my-wishes.eu.auth0.com/api/oidc" }, /Set it to https:\/\/my-wishes\.eu\.auth0\.com\/\.$/u],
    [{ WISH_ISSUER: "https://login.wishes.org/ " }, /not an address/u],
    [{ WISH_ISSUER: "" }, /WISH_ISSUER is not set/u],
    [{ WISH_CLIENT_ID: "" }, /WISH_CLIENT_ID is not set/u],
    [{ WISH_CLIENT_ID: "YOUR_CLIENT_ID" }, /still a placeholder/u],
    [{ WISH_CLIENT_ID: "k2 Xb9" }, /must not contain spaces/u],
    [{ WISH_AUDIENCE: "https://api.example/ " }, /WISH_AUDIENCE/u],
    [{ WISH_REQUIRE_SCOPES: "yes" }, /WISH_REQUIRE_SCOPES must be true or false/u],
    [{ WISH_THROW_AWAY: "yes" }, /WISH_THROW_AWAY must be true or false \(yes\)/u],
    [{ WISH_ALARM_EMAIL: "ada" }, /must be one e-mail address \(ada\)/u],
    [{ WISH_ALARM_EMAIL: "ada@mail.test, bob@mail.test" }, /must be one e-mail address/u],
    [{ WISH_ALARM_EMAIL: "you@example.org" }, /still a placeholder/u],
    [{ WISH_MONTHLY_BUDGET: "5" }, /nobody would be notified. Set WISH_ALARM_EMAIL/u],
    ...["0", "0.00", "-5", "5 USD", "$5", "1e3", "5,50", "5.005", "Infinity"].map(
      (budget) =>
        [
          { WISH_ALARM_EMAIL: "ada@mail.test", WISH_MONTHLY_BUDGET: budget },
          /WISH_MONTHLY_BUDGET must be an amount in US dollars, for example 5 or 12\.50 \(/u,
        ] as const,
    ),
    [{ WISH_RESERVED_CONCURRENCY: "0" }, /must be a whole number from 1 to 9999 \(0\)/u],
    [{ WISH_RESERVED_CONCURRENCY: "ten" }, /must be a whole number/u],
  ])("refuse %j with a sentence to act on", (change, message) => {
    expect(problems({ ...good, ...change })).toEqual([expect.stringMatching(message)]);
  });

  it("report every problem at once", () => {
    expect(problems({ WISH_ISSUER: "http://x", WISH_REQUIRE_SCOPES: "no" })).toHaveLength(3);
  });
});
