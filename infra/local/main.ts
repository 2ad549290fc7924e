import { chalkStderr } from "chalk";

import { pagePath } from "../../service/contract.ts";
import { diskFullFailure, LocalStackFailure, type LocalStackFailureCode } from "./failure.ts";
import { parseFlags } from "./flags.ts";
import { type LocalStack, type LocalStackOptions, startLocalStack } from "./local-stack.ts";
import { accessLine, readyText } from "./terminal-text.ts";

const exitCodes: Record<LocalStackFailureCode, number> = {
  wrong_flags: 2,
  port_unavailable: 1,
  data_unusable: 1,
  disk_full: 1,
  synthesis_failed: 1,
  assembly_unusable: 1,
  tables_unusable: 1,
};

// npm and tsx both forward ctrl-C, so one press can arrive several times. A second press comes later than that.
const samePressMilliseconds = 500;

/** Runs the stack until ctrl-C. A second ctrl-C does not wait for running requests. */
async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.kind === "help") {
    console.log(flags.text);
    return;
  }
  let isReady = false;
  const tell = (line: string) => isReady && console.error(line);
  const options: LocalStackOptions = {
    ...flags.options,
    requireScopes: process.env["WISH_REQUIRE_SCOPES"] !== "false",
    onSlowReading: (folder) => console.error(`Reading the wishes in ${folder} …`),
    onAccess: (entry) => tell(accessLine(entry)),
    onFunctionOutput: (functionName, line) => tell(chalkStderr.dim(`  ${functionName}: ${line}`)),
  };
  // The SDK warns about the end of its support for Node.js 20 whenever a client is created.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const starting = startLocalStack(options);
  const isStopping = stopOnSignal(starting);
  try {
    const stack = await starting;
    await lookAt(`${stack.apiUrl}${pagePath}`);
    isReady = true;
    if (!isStopping()) console.log(readyText(stack, options));
  } catch (error) {
    // A failure after ctrl-C is the result of it.
    if (!isStopping()) throw error;
  }
}

/** Looks at the page once, so that the first person who does need not wait until its function is loaded. */
async function lookAt(page: string): Promise<void> {
  // What is wrong with it, that person will be told.
  await fetch(page).then(
    (response) => response.arrayBuffer(),
    () => {},
  );
}

function stopOnSignal(starting: Promise<LocalStack>): () => boolean {
  let pressedAtMilliseconds: number | undefined;
  const onSignal = () => {
    if (pressedAtMilliseconds === undefined) {
      pressedAtMilliseconds = Date.now();
      console.error("Stopping …");
      starting.then((stack) => stack.close()).then(() => process.exit(), fail);
    } else if (Date.now() - pressedAtMilliseconds > samePressMilliseconds) {
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return () => pressedAtMilliseconds !== undefined;
}

function fail(cause: unknown): void {
  const error = diskFullFailure(cause) ?? cause;
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof LocalStackFailure ? exitCodes[error.code] : 1);
}

// dynalite throws from its callbacks, and the sign-in does too, for example when the disk is full. Acknowledged writes are safe on disk.
process.on("uncaughtException", fail);
await main().catch(fail);
