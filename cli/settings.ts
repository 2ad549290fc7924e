import { join } from "node:path";

import { defaultList, isListName } from "../service/wish.ts";
import { parseApiUrl } from "./api-url.ts";
import { type ConfigFolder, openConfigFolder } from "./config-folder.ts";
import type { Environment } from "./environment.ts";
import { Failure } from "./failure.ts";

/** What device sign-in needs to know of an API: who issues its tokens, and to whom. */
export interface SignInMethod {
  issuer: string;
  clientId: string;
  audience: string;
  /** The API's own scopes; may be empty. */
  scopes: string[];
}

/** An API of which it is known how people sign in to it. */
export interface KnownApi {
  apiUrl: string;
  signIn: Pick<SignInMethod, "issuer" | "audience">;
}

export type CredentialStoreKind = "keychain" | "file";

/** The flags that every command takes. */
export interface GlobalFlags {
  api?: string;
  timeout: number;
  color: boolean;
  debug?: boolean;
}

/** Everything that can be set, each thing from the first place that has it: flag, environment, config file. */
export interface RunSettings {
  configFolder: ConfigFolder;
  /** Where this machine remembers what was done, so that it can be undone. */
  stateFolder: string;
  /** What is in there can be deleted at any time. */
  cacheFolder: string;
  /** Why nothing of the config file is used, where that is so: it concerns a command that needs to know the API. */
  configProblem: Failure | undefined;
  apiUrl: string | undefined;
  /** The API that `wish init` has remembered, which need not be the one that this run is about. */
  remembered: KnownApi | undefined;
  /** How to sign in to `apiUrl`, where that is remembered. */
  signIn: SignInMethod | undefined;
  /** What WISH_TOKEN holds, not looked at: what is wrong with it concerns only a command that wants to use it. */
  token: string | undefined;
  /** Where the next sign-in keeps its tokens. */
  credentialStore: CredentialStoreKind;
  timeoutMilliseconds: number;
  /** The list that a command is about unless it is told another one. */
  list: string;
  /** Whether to show each request. */
  debug: boolean;
  /** In words for a person: which flag, variable or file a setting was taken from. */
  origins: Record<"configFolder" | "apiUrl" | "credentialStore", string>;
}

const configName = "config.json";

type SettingsSource = Pick<Environment, "variables" | "platform" | "homeFolder" | "userId" | "token">;

/**
 * Collects the settings of one run.
 *
 * @throws Failure `bad_settings` or `wrong_usage` for a value that makes no sense
 */
export function readSettings(source: SettingsSource, flags: GlobalFlags): RunSettings {
  const { variables, userId, token } = source;
  const { path, origin } = findConfigFolder(source);
  const configFolder = openConfigFolder(path, userId);
  const { file, problem } = readConfig(configFolder);
  const savedApiUrl = typeof file["apiUrl"] === "string" ? file["apiUrl"] : undefined;
  const apiUrl = flags.api ?? (variables["WISH_API_URL"] || savedApiUrl);
  const apiUrlOrigin = flags.api === undefined && variables["WISH_API_URL"] ? "WISH_API_URL" : join(path, configName);
  const parsedApiUrl = apiUrl === undefined ? undefined : parseApiUrl(apiUrl);
  const savedSignIn = parseSignIn(file["signIn"]);
  return {
    configFolder,
    stateFolder: findStateFolder(source),
    cacheFolder: findCacheFolder(source),
    configProblem: problem,
    apiUrl: parsedApiUrl,
    remembered: savedApiUrl !== undefined && savedSignIn ? { apiUrl: savedApiUrl, signIn: savedSignIn } : undefined,
    signIn: parsedApiUrl === savedApiUrl ? savedSignIn : undefined,
    token: token?.trim() || undefined,
    credentialStore: parseCredentialStore(variables["WISH_CREDENTIAL_STORE"]),
    timeoutMilliseconds: flags.timeout * 1000,
    list: parseList(variables["WISH_LIST"]),
    debug: flags.debug ?? false,
    origins: {
      configFolder: origin,
      apiUrl: flags.api === undefined ? apiUrlOrigin : "--api",
      credentialStore: variables["WISH_CREDENTIAL_STORE"] ? "WISH_CREDENTIAL_STORE" : "default",
    },
  };
}

/** Reads the config file, or says why it cannot be used. */
function readConfig(folder: ConfigFolder): { file: Record<string, unknown>; problem?: Failure } {
  try {
    const file = folder.read(configName);
    if (typeof file["apiUrl"] === "string") parseApiUrl(file["apiUrl"]);
    return { file };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: {}, problem: error };
  }
}

/** Remembers an API, in place of the one remembered before. */
export async function saveApi(configFolder: ConfigFolder, apiUrl: string, signIn: SignInMethod): Promise<void> {
  await configFolder.write(configName, { apiUrl, signIn });
}

/**
 * The API that a command is about.
 *
 * @throws Failure `bad_settings` when none is set, or the config file cannot be used
 */
export function requireApiUrl(settings: RunSettings): string {
  if (settings.configProblem) throw settings.configProblem;
  if (settings.apiUrl !== undefined) return settings.apiUrl;
  throw new Failure("bad_settings", "No API is set.", {
    hints: ["Run `wish init <api-url>` once, or set WISH_API_URL, or give --api <url>."],
  });
}

/**
 * Checks that a text can be sent as a bearer token (RFC 6750 §2.1); empty counts as absent.
 *
 * @throws Failure `bad_settings`, without showing any of it
 */
export function parseToken(origin: string, text: string | undefined): string | undefined {
  const token = text?.trim();
  if (!token) return undefined;
  if (/^[\w.~+/-]+=*$/u.test(token)) return token;
  throw new Failure("bad_settings", `${origin} does not hold a token: there are characters in it that no token has.`);
}

function findConfigFolder({ variables, platform, homeFolder }: SettingsSource) {
  const given = (name: string, ...below: string[]) => ({
    path: join(variables[name]!, ...below),
    origin: name,
  });
  if (variables["WISH_CONFIG_DIR"]) return given("WISH_CONFIG_DIR");
  if (variables["XDG_CONFIG_HOME"]) return given("XDG_CONFIG_HOME", "wish");
  if (platform === "win32" && variables["AppData"]) return given("AppData", "wish");
  return { path: join(homeFolder, ".config", "wish"), origin: "default" };
}

/** As the XDG Base Directory Specification has it. */
function findStateFolder({ variables, platform, homeFolder }: SettingsSource): string {
  if (variables["XDG_STATE_HOME"]) return join(variables["XDG_STATE_HOME"], "wish");
  if (platform === "win32" && variables["LocalAppData"]) return join(variables["LocalAppData"], "wish");
  return join(homeFolder, ".local", "state", "wish");
}

/** The completion scripts look in the same places: `help/completion/`. */
function findCacheFolder({ variables, platform, homeFolder }: SettingsSource): string {
  if (variables["XDG_CACHE_HOME"]) return join(variables["XDG_CACHE_HOME"], "wish");
  if (platform === "win32" && variables["LocalAppData"]) return join(variables["LocalAppData"], "wish");
  return join(homeFolder, ".cache", "wish");
}

function parseCredentialStore(text: string | undefined): CredentialStoreKind {
  if (!text) return "keychain";
  if (text === "keychain" || text === "file") return text;
  throw new Failure("bad_settings", `WISH_CREDENTIAL_STORE is "${text}"; it can be "keychain" or "file".`);
}

function parseList(text: string | undefined): string {
  if (!text) return defaultList;
  if (isListName(text)) return text;
  throw new Failure("bad_settings", `WISH_LIST is "${text}"; a list has 1 to 32 small letters, digits or hyphens.`);
}

function parseSignIn(value: unknown): SignInMethod | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { issuer, clientId, audience, scopes } = value as Record<string, unknown>;
  const isComplete = [issuer, clientId, audience].every((each) => typeof each === "string" && each !== "");
  if (!isComplete || !Array.isArray(scopes)) return undefined;
  return { issuer, clientId, audience, scopes: scopes.map(String) } as SignInMethod;
}
