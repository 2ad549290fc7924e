import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import chalk from "chalk";

import { wishesPath } from "../../service/contract.ts";
import { signInAsPerson } from "./issuer/person.ts";
import { startLocalStack } from "./local-stack.ts";

const wishProgram = fileURLToPath(new URL("../../dist/wish.js", import.meta.url));
const buildScript = fileURLToPath(new URL("../../cli/build/build.ts", import.meta.url));

/** The exit code of `wish` when no keychain can be used. */
const keychainExitCode = 4;

/** A program that reads JSON, as a user might put it after a pipe. */
const namesOnly = "JSON.parse(require('fs').readFileSync(0)).forEach(({ name }, n) => console.log(n + 1, name))";

/**
 * Shows the main job on a stack of its own: sign in, add, list, change, undo, and be refused without a token.
 *
 * Each `wish` is a process of its own, as for a user. Only the person who opens the sign-in page is simulated.
 */
async function main(): Promise<void> {
  narrate("Starting the API, its functions, the table and the sign-in on this machine, in memory.");
  // Meanwhile: starting takes longer, and waits for CDK most of the time.
  const building = ended(spawn(process.execPath, ["--import", "tsx", buildScript], { stdio: "inherit" }));
  const stack = await startLocalStack({ port: 0, issuerPort: 0, storage: "memory", pollIntervalSeconds: 1 });
  const configFolder = await mkdtemp(join(tmpdir(), "wish-demo-"));
  try {
    if ((await building) !== 0) throw new Error("The command line could not be built.");
    await tell(stack.apiUrl, configFolder);
  } finally {
    await stack.close();
    await rm(configFolder, { recursive: true });
  }
  narrate("That is all. Everything has been stopped and removed.");
  console.log("To try it yourself: npm start");
}

async function tell(apiUrl: string, configFolder: string): Promise<void> {
  const { PATH, HOME, DBUS_SESSION_BUS_ADDRESS, SystemRoot, AppData } = process.env;
  const environment: NodeJS.ProcessEnv = {
    PATH,
    HOME,
    DBUS_SESSION_BUS_ADDRESS,
    SystemRoot,
    AppData,
    WISH_CONFIG_DIR: configFolder,
    XDG_STATE_HOME: configFolder,
    XDG_CACHE_HOME: configFolder,
    // Shows a table even if the demo's own output is captured.
    WISH_FORCE_TTY: String(process.stdout.columns ?? 100),
    ...(chalk.level > 0 ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
  };
  const wish = (...args: string[]) => run(args, environment);
  /** Runs a command that names one wish by its id, and gives the beginning of that id. */
  const wishId = async (...args: string[]) => /\(([0-9a-z]{26})\)/u.exec(await wish(...args))?.[1]?.slice(0, 6) ?? "";

  await wish("init", apiUrl);

  narrate("Signing in. A helper acts as the person who opens the address and types a name there.");
  if ((await signIn(environment)) === keychainExitCode) {
    narrate("No keychain can be used here. With this setting the tokens go into a file that only you can read:");
    showCommand("export WISH_CREDENTIAL_STORE=file");
    environment["WISH_CREDENTIAL_STORE"] = "file";
    expectExit(await signIn(environment), 0);
  }

  narrate("Adding wishes, which needs the sign-in.");
  const bicycle = await wishId("add", "A red bicycle", "--url", "https://example.org/bicycles/red");
  const opera = await wishId("add", "Two seats at the opera", "--description", "Side by side, not behind a column");
  await wish("add", "寿司 for everybody 🍣");

  narrate("Listing them, which anybody can do. First as a table, then as JSON through a pipe.");
  await wish("list");
  await pipe(["list", "--json"], namesOnly, environment);

  narrate("Changing one, removing one, and taking that back.");
  await wish("edit", bicycle, "--price", "249 EUR", "--priority", "high", "--tags", "sport,outdoor");
  await wish("remove", opera);
  await wish("undo");
  await wish("show", "bicycle");

  narrate("Sharing the list: anybody can read it in a browser, without an account and without this program.");
  await showPage((await wish("share")).trim());

  narrate("Trying to add a wish without a token, and with a forged one. Both are refused.");
  await showRefusal(apiUrl);
  const forged = { ...environment, WISH_TOKEN: "forged" };
  await run(["add", "Somebody else's wish"], forged, { prefix: "WISH_TOKEN=forged ", exitCode: 4 });

  await wish("logout");
}

/** Runs `wish login` and resolves with its exit code. */
async function signIn(environment: NodeJS.ProcessEnv): Promise<number | null> {
  showCommand("wish login --no-browser");
  const login = spawn(process.execPath, [wishProgram, "login", "--no-browser"], {
    env: environment,
    stdio: ["ignore", "inherit", "pipe"],
  });
  let shown = "";
  let person: Promise<void> | undefined;
  login.stderr.setEncoding("utf8").on("data", (text: string) => {
    process.stderr.write(text);
    shown += text;
    const [address] = /http:\/\/\S+user_code=[\w-]+(?=\s)/u.exec(shown) ?? [];
    if (address) person ??= signInAsPerson({ verificationUriComplete: address, userName: "Ada", fetch });
  });
  const exitCode = await ended(login);
  await person;
  return exitCode;
}

async function run(
  args: string[],
  environment: NodeJS.ProcessEnv,
  { prefix = "", exitCode = 0 }: { prefix?: string; exitCode?: number } = {},
): Promise<string> {
  showCommand(`${prefix}wish ${args.map(quoted).join(" ")}`);
  const program = spawn(process.execPath, [wishProgram, ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  program.stdout.setEncoding("utf8").on("data", (text: string) => {
    process.stdout.write(text);
    printed += text;
  });
  expectExit(await ended(program), exitCode);
  return printed;
}

async function pipe(args: string[], script: string, environment: NodeJS.ProcessEnv): Promise<void> {
  showCommand(`wish ${args.join(" ")} | node -e "${script}"`);
  const writer = spawn(process.execPath, [wishProgram, ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const reader = spawn(process.execPath, ["-e", script], { env: environment, stdio: ["pipe", "inherit", "inherit"] });
  writer.stdout.pipe(reader.stdin);
  for (const exitCode of await Promise.all([ended(writer), ended(reader)])) expectExit(exitCode, 0);
}

/** Fetches the page and shows what it says, as a browser without styles would. */
async function showPage(url: string): Promise<void> {
  showCommand(`curl -s ${url}`);
  const page = await (await fetch(url)).text();
  const [, main = ""] = /<main>(.*)<nav/su.exec(page) ?? [];
  const lines = main
    .replaceAll("</li><li", "</li> <li")
    .replaceAll(/<[^>]*>/gu, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  console.log(lines.join("\n"));
  if (!main.includes("A red bicycle")) throw new Error(`The page at ${url} does not show the bicycle.`);
}

async function showRefusal(apiUrl: string): Promise<void> {
  const url = `${apiUrl}${wishesPath}`;
  showCommand(`curl -i -X POST ${url}`);
  const response = await fetch(url, { method: "POST" });
  const { status, statusText, headers } = response;
  console.log(`HTTP/1.1 ${status} ${statusText}\nwww-authenticate: ${headers.get("www-authenticate")}\n`);
  console.log(await response.text());
  if (status !== 401) throw new Error(`The API answered ${status}, but 401 was expected.`);
}

function ended(program: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    program.on("error", reject).on("close", resolve);
  });
}

function expectExit(exitCode: number | null, expected: number): void {
  if (exitCode !== expected) throw new Error(`wish exited with ${exitCode}, but ${expected} was expected.`);
}

function narrate(sentence: string): void {
  console.log(`\n${chalk.cyan(`# ${sentence}`)}`);
}

function showCommand(command: string): void {
  console.log(`\n${chalk.bold(`$ ${command}`)}`);
}

function quoted(argument: string): string {
  return /^[\w./:-]+$/u.test(argument) ? argument : `"${argument}"`;
}

// The SDK warns about the end of its support for Node.js 20 whenever a client is created.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
await main().catch((error: unknown) => {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
