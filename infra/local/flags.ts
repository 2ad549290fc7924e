import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import { readSettings, SettingsError } from "../settings.ts";
import { LocalStackFailure } from "./failure.ts";
import type { LocalStackOptions } from "./local-stack.ts";

export type Flags = { kind: "help"; text: string } | { kind: "start"; options: LocalStackOptions };

interface ParsedFlags {
  port: number;
  issuerPort: number;
  data: string;
  memory?: true;
  dynamodbEndpoint?: string;
  throttling?: true;
  accessTokenSeconds?: number;
  issuer?: string;
  clientId?: string;
  audience?: string;
  assembly?: string;
}

/**
 * Reads the flags of `npm start`.
 *
 * @throws {LocalStackFailure} `wrong_flags`
 */
export function parseFlags(args: string[]): Flags {
  let output = "";
  const write = (text: string) => void (output += text);
  const command = declareFlags().configureOutput({ writeOut: write, writeErr: write });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "help", text: output.trimEnd() };
    throw wrongFlags(output.trim().replace(/^error: /u, ""));
  }
  return { kind: "start", options: toOptions(command.opts<ParsedFlags>()) };
}

function declareFlags(): Command {
  return new Command("npm start --")
    .description("Runs all of wish on this machine: the API, its functions, the table and the sign-in.")
    .addOption(new Option("--port <port>", "port of the API; 0 for a free one").default(8787).argParser(parsePort))
    .addOption(new Option("--issuer-port <port>", "port of the local sign-in").default(8788).argParser(parsePort))
    .addOption(new Option("--data <folder>", "where data is kept between runs").default(".local"))
    .addOption(new Option("--memory", "keep nothing between runs").conflicts("data"))
    .addOption(new Option("--dynamodb-endpoint <url>", "use the tables of another DynamoDB").argParser(parseUrl))
    .addOption(new Option("--throttling", "answer 429 beyond the rates of the stack, as AWS does"))
    .addOption(new Option("--access-token-seconds <n>", "lifetime of an access token").argParser(parseSeconds))
    .addOption(
      new Option(
        "--issuer <url>",
        "trust this OpenID Connect issuer, such as an Auth0 tenant, instead of the local sign-in",
      ).conflicts(["accessTokenSeconds", "issuerPort"]),
    )
    .addOption(new Option("--client-id <id>", "client id of the command line at that issuer"))
    .addOption(new Option("--audience <audience>", "identifier of the API at that issuer"))
    .addOption(
      new Option(
        "--assembly <folder>",
        "serve this synthesized cloud assembly, with the issuer that it names",
      ).conflicts(["issuer"]),
    )
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .exitOverride();
}

function toOptions(flags: ParsedFlags): LocalStackOptions {
  const { port, issuerPort, data, memory, dynamodbEndpoint, throttling, accessTokenSeconds, assembly } = flags;
  const tenant = readTenant(flags);
  return {
    port,
    issuerPort,
    storage: memory ? "memory" : { folder: data },
    ...(dynamodbEndpoint !== undefined && { dynamodbEndpoint }),
    ...(throttling && { throttling }),
    ...(accessTokenSeconds !== undefined && { accessTokenSeconds }),
    ...(assembly !== undefined && { assemblyFolder: assembly }),
    ...(tenant && { tenant }),
  };
}

function readTenant({ issuer, clientId, audience }: ParsedFlags): LocalStackOptions["tenant"] {
  if (issuer === undefined) {
    if (clientId === undefined && audience === undefined) return undefined;
    throw wrongFlags("--client-id and --audience can only be used with --issuer.");
  }
  try {
    // The same rules as for a deployment, so that what works here can be deployed.
    const environment = { WISH_ISSUER: issuer, WISH_CLIENT_ID: clientId, WISH_AUDIENCE: audience };
    const settings = readSettings(environment, { deployable: false });
    return { issuer: settings.issuer, clientId: settings.clientId, audience: settings.audience };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw wrongFlags(
      error.message
        .replaceAll("WISH_ISSUER", "--issuer")
        .replaceAll("WISH_CLIENT_ID", "--client-id")
        .replaceAll("WISH_AUDIENCE", "--audience"),
    );
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/u.test(text) && seconds > 0 && Number.isSafeInteger(seconds)) return seconds;
  throw new InvalidArgumentError("Use a whole number of seconds, 1 or more.");
}

function parseUrl(text: string): string {
  if (/^https?:\/\//u.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Use a full address, for example http://127.0.0.1:8000.");
}

function wrongFlags(problem: string): LocalStackFailure {
  return new LocalStackFailure("wrong_flags", `${problem}\nSee: npm start -- --help`);
}
