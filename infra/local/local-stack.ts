import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { scopes } from "../../service/contract.ts";
import { localSettings, type IssuerSettings } from "../settings.ts";
import { openDataFolder } from "./data-folder.ts";
import { type DynamoDbPlace, localCredentials } from "./function/environment.ts";
import { createFunctionHost } from "./function/host.ts";
import { type AccessEntry, createGateway } from "./gateway/gateway.ts";
import { startIssuer } from "./issuer/issuer.ts";
import { drain, reservePort } from "./port.ts";
import { startTableServer } from "./table/server.ts";
import { startSweeper } from "./table/sweep.ts";
import { createTables } from "./table/tables.ts";
import { readAssembly } from "./template/assembly.ts";
import { localAccountId } from "./template/local-identity.ts";
import type { StackModel } from "./template/model.ts";
import { readStackModel } from "./template/stack-model.ts";
import { synthesize } from "./template/synth.ts";

export interface LocalStackOptions {
  /** Port of the API; 0 for a free one. */
  port: number;
  /** Port of the local issuer; 0 for a free one. */
  issuerPort: number;
  /** Where wishes, sign-ins and the synthesized stack are kept. */
  storage: "memory" | { folder: string };
  /** Another DynamoDB, to be used in place of dynalite. */
  dynamodbEndpoint?: string;
  /** An issuer to trust in place of the local one. */
  tenant?: Pick<IssuerSettings, "issuer" | "clientId" | "audience">;
  /** Whether writing needs scopes. Default true. */
  requireScopes?: boolean;
  /** A cloud assembly to serve, with the issuer that it names. Without it, one is synthesized. */
  assemblyFolder?: string;
  /** Synthesizes the stack into a folder. Default: CDK does, in a process of its own. */
  synthesize?: (settings: IssuerSettings, outputFolder: string) => Promise<void>;
  /** Answers 429 beyond the rates of the template, as AWS does. Default `false`. */
  throttling?: boolean;
  /** See `IssuerOptions`. */
  accessTokenSeconds?: number;
  pollIntervalSeconds?: number;
  /** Called when reading the tables from the data folder takes so long that a person wonders. */
  onSlowReading?: (folder: string) => void;
  /** Gets one entry for each request to the API. */
  onAccess?: (entry: AccessEntry) => void;
  /** Gets each line that a function writes. */
  onFunctionOutput?: (functionName: string, line: string) => void;
}

export interface LocalStack {
  /** Without a trailing slash. */
  apiUrl: string;
  issuerUrl: string;
  /** Whether the issuer is the local one. */
  issuerIsLocal: boolean;
  clientId: string;
  audience: string;
  /** Where the tables are. The access key of dynalite is new for each run. */
  dynamodb: DynamoDbPlace;
  /** Gives running requests a few seconds to finish, and stops everything. */
  close(): Promise<void>;
}

type OnClose = (closer: () => Promise<void>) => void;

const region = "us-east-1";
const drainMilliseconds = 5000;
const noticeAfterMilliseconds = 2000;

/**
 * Starts all of `wish` on this machine: what the template of the stack defines, and an issuer to sign in with.
 *
 * What is most likely to fail comes first: ports, then folders, then the slow synthesis.
 *
 * @throws {LocalStackFailure} after everything that has been started is stopped again
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    // Last opened, first closed.
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await start(options, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: LocalStackOptions, onClose: OnClose): Promise<Omit<LocalStack, "close">> {
  const port = await reservePort(options.port);
  onClose(() => port.release());
  const deployment = { region, accountId: localAccountId, apiUrl: port.url };
  const folder = await openDataFolder(options.storage);
  onClose(() => folder.close());
  const readModel = async (assemblyFolder: string) => readStackModel(await readAssembly(assemblyFolder), deployment);

  const given = options.assemblyFolder === undefined ? undefined : await readModel(options.assemblyFolder);
  const wanted = given ? settingsOf(given) : { ...localSettings, requireScopes: options.requireScopes ?? true };
  const issuerIsLocal = given ? wanted.issuer === `http://127.0.0.1:${options.issuerPort}/` : !options.tenant;
  const settings: IssuerSettings = {
    ...wanted,
    ...(issuerIsLocal ? { issuer: await openIssuer(wanted, options, folder.kept, onClose) } : options.tenant),
  };

  const tableFolder = folder.kept && join(folder.kept, "dynamodb");
  const dynamodb: DynamoDbPlace = options.dynamodbEndpoint
    ? { region, endpoint: options.dynamodbEndpoint, credentials: localCredentials }
    : await openTables(tableFolder, options, onClose);
  const assemblyFolder = join(folder.path, "cdk.out");
  if (!given) await (options.synthesize ?? synthesize)(settings, assemblyFolder);
  const model = given ?? (await readModel(assemblyFolder));
  await createTables(model.tables, dynamodb, options.dynamodbEndpoint ? undefined : tableFolder);
  const sweeper = startSweeper(model.tables, dynamodb, () => Date.now());
  onClose(() => sweeper.close());

  const functions = createFunctionHost({
    functions: model.functions,
    dynamodb,
    // They mostly wait for the table, so even a small machine can use several.
    maxInstances: Math.max(4, availableParallelism()),
    onOutput: options.onFunctionOutput ?? (() => {}),
  });
  onClose(() => functions.close());
  const gateway = createGateway({
    api: model.api,
    invoke: functions.invoke,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    throttling: options.throttling ?? false,
    ...(options.onAccess && { onAccess: options.onAccess }),
  });
  await port.handTo(gateway);
  onClose(() => drain(gateway, drainMilliseconds));
  const { issuer: issuerUrl, clientId, audience } = settings;
  return { apiUrl: port.url, issuerUrl, issuerIsLocal, clientId, audience, dynamodb };
}

/** The settings that an assembly was synthesized with. */
function settingsOf({ api, outputs }: StackModel): IssuerSettings {
  const authorizer = api.routes.find((route) => route.authorizer)?.authorizer;
  return {
    issuer: authorizer?.issuer ?? "",
    clientId: outputs["ClientId"] ?? localSettings.clientId,
    audience: authorizer?.audiences[0] ?? localSettings.audience,
    requireScopes: authorizer?.scopes.length !== 0,
  };
}

async function openIssuer(
  { clientId, audience, requireScopes }: IssuerSettings,
  { issuerPort, accessTokenSeconds, pollIntervalSeconds }: LocalStackOptions,
  dataFolder: string | undefined,
  onClose: OnClose,
): Promise<string> {
  const issuer = await startIssuer({
    port: issuerPort,
    dataFolder,
    clientId,
    audience,
    scopes: requireScopes ? Object.values(scopes) : [],
    ...(accessTokenSeconds !== undefined && { accessTokenSeconds }),
    ...(pollIntervalSeconds !== undefined && { pollIntervalSeconds }),
  });
  onClose(() => issuer.close());
  return issuer.issuerUrl;
}

async function openTables(
  folder: string | undefined,
  { onSlowReading }: LocalStackOptions,
  onClose: OnClose,
): Promise<DynamoDbPlace> {
  const credentials = { ...localCredentials, accessKeyId: randomBytes(16).toString("hex") };
  const timer = setTimeout(() => folder !== undefined && onSlowReading?.(folder), noticeAfterMilliseconds);
  const server = await startTableServer(folder, credentials.accessKeyId).finally(() => clearTimeout(timer));
  onClose(() => server.close());
  return { region, endpoint: server.endpoint, credentials };
}
