import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { reservePort } from "../../infra/local/port.ts";
import { scopes as apiScopes } from "../../service/contract.ts";
import { reasonToSkip } from "./skipping.ts";

/** glewlwyd with one OpenID Connect issuer, one API and one person. */
export interface Glewlwyd extends AsyncDisposable {
  /** Without a slash at its end. */
  issuer: string;
  /** A public client that may have tokens for the API. */
  clientId: string;
  /** A public client that may not. */
  otherClientId: string;
  /** Plays the person who opens the complete address, signs in and agrees. */
  approve(verificationUriComplete: string): Promise<void>;
}

// Debian's package glewlwyd, which brings sqlite3 along.
const executablePath = "/usr/bin/glewlwyd";
const sqlitePath = "/usr/bin/sqlite3";
const modulesFolder = "/usr/lib/glewlwyd";
const databaseScript = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3";

const answerMilliseconds = 30_000;
const scopes = ["profile", "offline_access", ...Object.values(apiScopes)];
/** As the script of the database sets it up. */
const administrator = { username: "admin", password: "password" };
const person = { username: "ada", password: "correct horse battery staple" };

/** Says why the tests with glewlwyd cannot run on this machine; `undefined` when they can. */
export function reasonForNoGlewlwyd(): string | undefined {
  const isInstalled = [executablePath, sqlitePath, databaseScript].every((path) => existsSync(path));
  return reasonToSkip("GLEWLWYD", isInstalled ? undefined : `there is no ${executablePath}, Debian's package glewlwyd`);
}

/**
 * Starts glewlwyd on this machine with a database of its own, and sets it up through its own API.
 *
 * Refresh tokens can be used once, and device codes are to be asked for every second.
 *
 * Source: /usr/share/doc/glewlwyd/API.md.gz and OIDC.md.gz.
 */
export async function startGlewlwyd(audience: string): Promise<Glewlwyd> {
  const folder = await mkdtemp(join(tmpdir(), "wish-glewlwyd-"));
  // It cannot choose a free port by itself.
  const port = await reservePort(0);
  await port.release();
  const program = await launch(folder, port.url);
  const api = `${port.url}/api`;
  const close = async () => {
    program.kill("SIGKILL");
    await program.ended;
    await rm(folder, { recursive: true });
  };
  try {
    await program.answered(`${api}/`);
    const clients = await setUp(api, audience);
    return {
      issuer: `${api}/oidc`,
      ...clients,
      approve: (verificationUriComplete) => approve(api, clients, verificationUriComplete),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function launch(folder: string, url: string) {
  const database = join(folder, "database");
  execFileSync(sqlitePath, [database], { input: await readFile(databaseScript) });
  const emptyFolder = join(folder, "empty");
  await mkdir(emptyFolder);
  const configuration = join(folder, "glewlwyd.conf");
  const { hostname, port } = new URL(url);
  await writeFile(
    configuration,
    `port = ${port}
bind_address = "${hostname}"
external_url = "${url}"
login_url = "login.html"
api_prefix = "api"
log_mode = "console"
log_level = "ERROR"
session_key = "session"
login_api_enabled = true
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "${modulesFolder}/user"
user_middleware_module_path = "${emptyFolder}"
client_module_path = "${modulesFolder}/client"
user_auth_scheme_module_path = "${modulesFolder}/scheme"
plugin_module_path = "${modulesFolder}/plugin"
hash_algorithm = "SHA512"
database = { type = "sqlite3" path = "${database}" };
`,
  );
  const program = spawn(executablePath, ["--config-file", configuration], { stdio: ["ignore", "ignore", "inherit"] });
  let problem: string | undefined;
  const ended = new Promise<void>((resolve) => {
    program.once("error", ({ message }) => resolve(void (problem = message)));
    program.once("exit", (code, signal) => resolve(void (problem = `it ended with ${code ?? signal}`)));
  });
  return {
    kill: (signal: NodeJS.Signals) => program.kill(signal),
    ended,
    async answered(address: string) {
      const deadline = Date.now() + answerMilliseconds;
      for (;;) {
        if (await fetch(address).catch(() => undefined)) return;
        if (Date.now() > deadline) problem ??= "it did not answer";
        if (problem !== undefined) throw new Error(`glewlwyd could not be started: ${problem}.`);
        await pause(50);
      }
    },
  };
}

async function setUp(api: string, audience: string) {
  const session = await signIn(api, administrator);
  const create = (path: string, body: object) => call("POST", `${api}${path}`, session, body);
  for (const name of scopes) await create("/scope/", { name, display_name: name, password_required: false });
  await create("/user/", { ...person, name: "Ada", scope: ["openid", ...scopes], enabled: true });
  const client = { confidential: false, enabled: true, authorization_type: ["device_authorization", "refresh_token"] };
  await create("/client/", { ...client, client_id: "wish-cli", name: "wish", resource: [audience] });
  await create("/client/", { ...client, client_id: "other", name: "not for wish" });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await create("/mod/plugin/", {
    module: "oidc",
    name: "oidc",
    display_name: "OpenID Connect",
    enabled: true,
    parameters: {
      iss: `${api}/oidc`,
      "jwt-type": "rsa",
      "jwt-key-size": "256",
      key: privateKey,
      cert: publicKey,
      "allow-non-oidc": true,
      "auth-type-device-enabled": true,
      "auth-type-refresh-enabled": true,
      "code-duration": 600,
      "access-token-duration": 3600,
      "refresh-token-duration": 1_209_600,
      "refresh-token-one-use": "always",
      "device-authorization-expiration": 600,
      "device-authorization-interval": 1,
      "introspection-revocation-allowed": true,
      "introspection-revocation-allow-target-client": true,
      "resource-allowed": true,
      "resource-client-property": "resource",
      "name-claim": "mandatory",
    },
  });
  return { clientId: "wish-cli", otherClientId: "other" };
}

async function approve(api: string, { clientId }: { clientId: string }, verificationUriComplete: string) {
  const session = await signIn(api, person);
  await call("PUT", `${api}/auth/grant/${clientId}`, session, { scope: ["openid", ...scopes].join(" ") });
  // What the button of its login page leads to.
  const response = await call("GET", `${verificationUriComplete}&g_continue`, session);
  const prompt = new URL(response.headers.get("location") ?? "", api).searchParams.get("prompt");
  if (prompt !== "deviceComplete") throw new Error(`glewlwyd does not take the code: ${prompt}`);
}

/** @returns the cookies of the session */
async function signIn(api: string, account: typeof person): Promise<string> {
  const { headers } = await call("POST", `${api}/auth/`, "", account);
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

async function call(method: string, address: string, cookie: string, body?: object): Promise<Response> {
  const response = await fetch(address, {
    method,
    redirect: "manual",
    headers: { cookie, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.status < 400) return response;
  throw new Error(`${method} ${address} answered ${response.status}: ${await response.text()}`);
}
