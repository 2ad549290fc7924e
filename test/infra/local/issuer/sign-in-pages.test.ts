import { createHash } from "node:crypto";

import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { Issuer } from "../../../../infra/local/issuer/issuer.ts";
import { signInAsPerson } from "../../../../infra/local/issuer/person.ts";
import { scopes } from "../../../../service/contract.ts";
import { createClient, startTestIssuer } from "./client.ts";

let issuer: Issuer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  client = createClient(issuer.issuerUrl);
});
afterAll(() => issuer.close());
afterEach(() => vi.useRealTimers());

/** A browser of its own: keeps cookies, follows redirects. */
function openBrowser() {
  const cookies = new Map<string, string>();
  async function go(url: URL | string, fields?: Record<string, string>) {
    const response = await fetch(url, {
      method: fields ? "POST" : "GET",
      body: fields ? new URLSearchParams(fields) : null,
      redirect: "manual",
      headers: { accept: "text/html", cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0]!.split("=");
      cookies.set(name!, value!);
    }
    const location = response.headers.get("location");
    if (location) return go(new URL(location, url));
    const text = await response.text();
    return {
      url: String(url),
      status: response.status,
      headers: response.headers,
      text,
      page: /data-page="([\w-]+)"/u.exec(text)?.[1],
      problem: /role="alert">([^<]*)/u.exec(text)?.[1],
      xsrf: /name="xsrf" value="(\w+)"/u.exec(text)?.[1] ?? "",
    };
  }
  return go;
}

const activate = () => `${issuer.issuerUrl}activate`;

it("leads from a typed code over the comparison and the name to the end, in any spelling of the code", async () => {
  const device = await client.askForCode();
  const go = openBrowser();
  const codePage = await go(activate());
  const typed = device.user_code.toLowerCase().replace("-", " ");
  const confirmPage = await go(activate(), { xsrf: codePage.xsrf, user_code: typed });
  const namePage = await go(activate(), { xsrf: confirmPage.xsrf, user_code: device.user_code, confirm: "yes" });
  const donePage = await go(namePage.url, { user_name: "Ada" });

  expect([codePage, confirmPage, namePage, donePage].map(({ page }) => page)).toEqual([
    "code",
    "confirm",
    "sign-in",
    "done",
  ]);
  expect(confirmPage.text).toContain(device.user_code);
  expect(confirmPage.text).toContain("wish on the command line");
  expect(donePage.text).toContain("go back to the terminal");
  expect((await client.poll(device.device_code)).status).toBe(200);
});

it("marks every page as a stand-in, without scripts, frames or anything from elsewhere", async () => {
  const device = await client.askForCode();
  const go = openBrowser();
  const confirmPage = await go(device.verification_uri_complete);
  const namePage = await go(activate(), { xsrf: confirmPage.xsrf, user_code: device.user_code, confirm: "yes" });
  const problemPage = await openBrowser()(namePage.url);

  for (const page of [await openBrowser()(activate()), confirmPage, namePage, problemPage]) {
    expect(page.text).toContain("Local stand-in, no password, not Auth0");
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).not.toMatch(/<script|https?:\/\//u);
    const style = /<style>([^<]*)<\/style>/u.exec(page.text)?.[1] ?? "";
    const styleHash = createHash("sha256").update(style).digest("base64");
    const policy = page.headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/u);
    expect(policy).toContain(`style-src 'sha256-${styleHash}'`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  }
});

it("says what is wrong with a code", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const [old, used] = [await client.askForCode(), await client.askForCode()];
  await signInAsPerson({ verificationUriComplete: used.verification_uri_complete, userName: "Ada", fetch });

  for (const code of ["BBBB-BBBB", "", used.user_code]) {
    const go = openBrowser();
    const { xsrf } = await go(activate());
    expect(await go(activate(), { xsrf, user_code: code })).toMatchObject({ page: "code", status: 400 });
  }
  expect((await openBrowser()(`${activate()}?user_code=BBBB-BBBB`)).problem).toMatch(/no such code/u);
  expect((await openBrowser()(used.verification_uri_complete)).problem).toMatch(/already been used/u);
  vi.setSystemTime(Date.now() + 900_000);
  expect((await openBrowser()(old.verification_uri_complete)).problem).toMatch(/expired/u);
});

it("does not act on a form that it did not serve to this browser", async () => {
  const device = await client.askForCode();
  const { xsrf } = await openBrowser()(device.verification_uri_complete);
  const forged = await openBrowser()(activate(), { xsrf, user_code: device.user_code, abort: "yes" });

  const go = openBrowser();
  await go(activate());
  const forgedWithCookie = await go(activate(), { xsrf, user_code: device.user_code, abort: "yes" });

  expect(forged).toMatchObject({ page: "problem", status: 400 });
  expect(forgedWithCookie).toMatchObject({ page: "code", status: 400 });
  expect((await client.poll(device.device_code)).body["error"]).toBe("authorization_pending");
});

it("lets the person begin again from the address, in another browser too", async () => {
  const device = await client.askForCode();
  const go = openBrowser();
  const { xsrf } = await go(device.verification_uri_complete);
  await go(activate(), { xsrf, user_code: device.user_code, confirm: "yes" });
  await signInAsPerson({ verificationUriComplete: device.verification_uri_complete, userName: "Grace", fetch });

  const { body } = await client.poll(device.device_code);

  expect(decodeJwt(body["id_token"]!)["name"]).toBe("Grace");
});

it("asks each time who it is, also in a browser that signed in before", async () => {
  const go = openBrowser();
  for (const userName of ["Ada", "Grace"]) {
    const device = await client.askForCode();
    const { xsrf } = await go(device.verification_uri_complete);
    const namePage = await go(activate(), { xsrf, user_code: device.user_code, confirm: "yes" });
    expect(namePage.page).toBe("sign-in");
    expect((await go(namePage.url, { user_name: userName })).page).toBe("done");
    const { body } = await client.poll(device.device_code);
    expect(decodeJwt(body["id_token"]!)["name"]).toBe(userName);
  }
});

describe("where what others have added may be changed", () => {
  const own = "create:wishes update:wishes delete:wishes";
  const scope = `openid offline_access ${own} manage:wishes`;
  let withKeepers: Issuer;

  beforeAll(async () => {
    withKeepers = await startTestIssuer({ scopes: Object.values(scopes) });
  });
  afterAll(() => withKeepers.close());

  it.each([
    { keeper: false, granted: `openid offline_access ${own}` },
    { keeper: true, granted: scope },
  ])("grants $granted when keeper is $keeper, and the same again later", async ({ keeper, granted }) => {
    const tokensOf = createClient(withKeepers.issuerUrl);
    const tokens = await tokensOf.signIn("Ada", { scope }, { keeper });
    const { body } = await tokensOf.refresh(tokens.refresh_token);
    const given = [tokens.scope, decodeJwt(tokens.access_token)["scope"], body["scope"]];
    expect(given.map((text) => String(text).split(" ").toSorted())).toEqual(
      given.map(() => granted.split(" ").toSorted()),
    );
  });

  it("keeps the choice when it asks for the name again", async () => {
    const device = await createClient(withKeepers.issuerUrl).askForCode({ scope });
    const go = openBrowser();
    const { xsrf } = await go(device.verification_uri_complete);
    const namePage = await go(`${withKeepers.issuerUrl}activate`, {
      xsrf,
      user_code: device.user_code,
      confirm: "yes",
    });
    expect(namePage.text).toMatch(/name="keeper"[^>]*>/u);
    expect(namePage.text).not.toMatch(/name="keeper"[^>]*checked/u);
    expect((await go(namePage.url, { user_name: "", keeper: "yes" })).text).toMatch(/name="keeper"[^>]*checked/u);
    expect((await go(namePage.url, { user_name: "" })).text).not.toMatch(/name="keeper"[^>]*checked/u);
  });
});

it("cancels from the name page too", async () => {
  const device = await client.askForCode();
  const go = openBrowser();
  const { xsrf } = await go(device.verification_uri_complete);
  const namePage = await go(activate(), { xsrf, user_code: device.user_code, confirm: "yes" });

  expect((await go(namePage.url, { user_name: "", decision: "deny" })).page).toBe("cancelled");
  expect((await client.poll(device.device_code)).body["error"]).toBe("access_denied");
});

it.each(["<script>alert(1)</script>\"&'", "Ωμέγα 🌠", "a|b%41/../", "O'Brien; drop=1"])(
  "takes the name %j as it is and shows it as text",
  async (userName) => {
    const device = await client.askForCode();
    const go = openBrowser();
    const { xsrf } = await go(device.verification_uri_complete);
    const namePage = await go(activate(), { xsrf, user_code: device.user_code, confirm: "yes" });
    const donePage = await go(namePage.url, { user_name: userName });

    expect(donePage.text).not.toMatch(/<script|drop=1"/u);
    const { body } = await client.poll(device.device_code);
    const { name, sub } = decodeJwt(body["id_token"]!);
    expect(name).toBe(userName);
    expect(sub).toMatch(/^auth0\|local-[\w.!~*'()%-]+$/u);
  },
);

it.each([
  ["an empty name", ""],
  ["spaces", "   "],
  ["a null character", "a\u0000b"],
  ["an escape sequence", "a\u001B[31mb"],
  ["a line break", "a\nb"],
  ["a bidirectional mark", "a\u202Eb"],
  ["65 characters", "x".repeat(65)],
  ["20,000 characters", "x".repeat(20_000)],
])("asks again after %s", async (_what, userName) => {
  const device = await client.askForCode();
  const go = openBrowser();
  const { xsrf } = await go(device.verification_uri_complete);
  const namePage = await go(activate(), { xsrf, user_code: device.user_code, confirm: "yes" });

  expect(await go(namePage.url, { user_name: userName })).toMatchObject({ page: "sign-in", status: 400 });
  expect((await client.poll(device.device_code)).body["error"]).toBe("authorization_pending");
  expect((await go(namePage.url, { user_name: "Ada" })).page).toBe("done");
});

it.each(['"><script>1</script>', '" onfocus="1'])("shows the code %j from an address as text", async (code) => {
  const { text } = await openBrowser()(`${activate()}?user_code=${encodeURIComponent(code)}`);

  expect(text).toContain("no such code");
  expect(text).not.toContain(code);
});
