import { isAuth0, isLoopback } from "./issuer-address.ts";

/** What the stack needs to know about the identity provider. */
export interface IssuerSettings {
  /** The Auth0 tenant, or any other OpenID Connect issuer: exactly its `iss`. */
  issuer: string;
  /** Client id of the Native application that the command line signs in with. */
  clientId: string;
  /** Identifier of the API at the issuer: the `aud` that a token must have. */
  audience: string;
  /** Whether a token needs a scope to write. Otherwise any valid token for the audience may add, and change its own. */
  requireScopes: boolean;
}

/** How the stack is run. The defaults are for a list that matters. */
export interface StackSettings extends IssuerSettings {
  /** Destroying the stack destroys everything, including the wishes. */
  throwAway: boolean;
  /** Who is notified of alarms, and of a month that costs too much. Absent: nobody, until somebody subscribes to the topic. */
  alarmEmail?: string;
  /** What the whole account may cost in a month, in US dollars, before somebody is notified. */
  monthlyBudgetDollars: number;
  /** How many copies of each function may run at once, reserved for it. Absent: as many as the account allows. */
  reservedConcurrency?: number;
}

/** Every variable that a settings file may set. */
export const settingNames: readonly string[] = [
  "WISH_ISSUER",
  "WISH_CLIENT_ID",
  "WISH_AUDIENCE",
  "WISH_REQUIRE_SCOPES",
  "WISH_THROW_AWAY",
  "WISH_ALARM_EMAIL",
  "WISH_MONTHLY_BUDGET",
  "WISH_RESERVED_CONCURRENCY",
];

/** The issuer of the local stack at its default address. It is used when nothing is configured. */
export const localSettings: IssuerSettings = {
  issuer: "http://127.0.0.1:8788/",
  clientId: "wish-cli",
  audience: "https://auth0-jwt-authorizer",
  requireScopes: true,
};

/** Well above what a quiet list costs, and well below a day of a flood. */
const defaultMonthlyBudgetDollars = 5;

/** Settings that cannot work. `problems` has one entry for each setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the variables in {@link settingNames}.
 *
 * All but issuer and client id have defaults. If neither issuer nor client id is set, those of the local stack are used,
 * unless the result must be deployable. CreateAuthorizer would find a bad issuer too, but minutes later.
 *
 * @throws {SettingsError} with every problem found
 */
export function readSettings(environment: Variables, options: { deployable: boolean }): StackSettings {
  const alarmEmail = environment["WISH_ALARM_EMAIL"];
  const monthlyBudget = environment["WISH_MONTHLY_BUDGET"];
  const reservedConcurrency = environment["WISH_RESERVED_CONCURRENCY"];
  const settings: StackSettings = {
    issuer: environment["WISH_ISSUER"] ?? "",
    clientId: environment["WISH_CLIENT_ID"] ?? "",
    audience: environment["WISH_AUDIENCE"] || localSettings.audience,
    requireScopes: environment["WISH_REQUIRE_SCOPES"] !== "false",
    throwAway: environment["WISH_THROW_AWAY"] === "true",
    monthlyBudgetDollars: monthlyBudget ? Number(monthlyBudget) : defaultMonthlyBudgetDollars,
    ...(alarmEmail && { alarmEmail }),
    ...(reservedConcurrency && { reservedConcurrency: Number(reservedConcurrency) }),
  };
  if (!settings.issuer && !settings.clientId && !options.deployable) {
    settings.issuer = localSettings.issuer;
    settings.clientId = localSettings.clientId;
  }
  const problems = [
    problemOfIssuer(settings.issuer, options),
    problemOfClientId(settings.clientId, settings.issuer),
    problemOfAudience(settings.audience),
    problemOfYesOrNo("WISH_REQUIRE_SCOPES", environment),
    problemOfYesOrNo("WISH_THROW_AWAY", environment),
    problemOfAlarmEmail(alarmEmail),
    problemOfMonthlyBudget(monthlyBudget, alarmEmail),
    problemOfReservedConcurrency(reservedConcurrency),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function problemOfIssuer(issuer: string, options: { deployable: boolean }): string | undefined {
  const example = "for example https://my-wishes.eu.auth0.com/";
  if (!issuer) return `WISH_ISSUER is not set. Set it to the name that your issuer gives itself, ${example}.`;
  if (isPlaceholder(issuer)) return `WISH_ISSUER is still a placeholder (${issuer}). Set it to your own, ${example}.`;
  if (!URL.canParse(issuer) || !isPrintable(issuer)) {
    return `WISH_ISSUER is not an address (${issuer}). Write it in full, ${example}.`;
  }
  const url = new URL(issuer);
  const localAllowed = !options.deployable && isLoopback(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && localAllowed)) {
    return `WISH_ISSUER must start with https:// (${issuer}). API Gateway trusts no other issuer.`;
  }
  if (url.search || url.hash || url.username || url.password) {
    return `WISH_ISSUER must be a plain address without user name, query or fragment, ${example}.`;
  }
  // Every other issuer is taken at its word (OpenID Connect Discovery 1.0 §4.3).
  if (isAuth0(issuer) && issuer !== `${url.origin}/`) {
    return `WISH_ISSUER is not written as Auth0 writes it into every token, and the two must be exactly equal. Set it to ${url.origin}/.`;
  }
  return undefined;
}

function problemOfClientId(clientId: string, issuer: string): string | undefined {
  const source = isAuth0(issuer)
    ? "Copy it from the Native application's settings in Auth0."
    : "Set it to the id that the issuer has given the command line.";
  if (!clientId) return `WISH_CLIENT_ID is not set. ${source}`;
  if (isPlaceholder(clientId)) return `WISH_CLIENT_ID is still a placeholder (${clientId}). ${source}`;
  if (!isPrintable(clientId)) return "WISH_CLIENT_ID must not contain spaces or control characters.";
  return undefined;
}

function problemOfAudience(audience: string): string | undefined {
  if (isPlaceholder(audience)) {
    return `WISH_AUDIENCE is still a placeholder (${audience}). Set it to what your issuer calls the API.`;
  }
  if (!isPrintable(audience)) return "WISH_AUDIENCE must not contain spaces or control characters.";
  return undefined;
}

function problemOfYesOrNo(name: "WISH_REQUIRE_SCOPES" | "WISH_THROW_AWAY", environment: Variables): string | undefined {
  const value = environment[name];
  if (!value || value === "true" || value === "false") return undefined;
  const meanings = {
    WISH_REQUIRE_SCOPES: "With false, everybody with a token may add wishes.",
    WISH_THROW_AWAY: "With true, destroying the stack destroys the wishes.",
  };
  return `${name} must be true or false (${value}). ${meanings[name]}`;
}

function problemOfAlarmEmail(email: string | undefined): string | undefined {
  if (!email) return undefined;
  if (isPlaceholder(email)) return `WISH_ALARM_EMAIL is still a placeholder (${email}). Set your own, or leave it out.`;
  if (/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/u.test(email)) return undefined;
  return `WISH_ALARM_EMAIL must be one e-mail address (${email}).`;
}

function problemOfMonthlyBudget(text: string | undefined, email: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^\d{1,6}(?:\.\d{1,2})?$/u.test(text) || Number(text) === 0) {
    return `WISH_MONTHLY_BUDGET must be an amount in US dollars, for example 5 or 12.50 (${text}).`;
  }
  if (!email) return "WISH_MONTHLY_BUDGET is set, but nobody would be notified. Set WISH_ALARM_EMAIL, too.";
  return undefined;
}

function problemOfReservedConcurrency(text: string | undefined): string | undefined {
  // Zero would turn the functions off.
  if (!text || /^[1-9]\d{0,3}$/u.test(text)) return undefined;
  return `WISH_RESERVED_CONCURRENCY must be a whole number from 1 to 9999 (${text}), or left out.`;
}

/** Whether a text is not empty and has no spaces, control characters or letters beyond ASCII. */
function isPrintable(text: string): boolean {
  return /^[\u0021-\u007E]+$/u.test(text);
}

/** Recognizes the placeholders that documentation uses for a value of your own. */
function isPlaceholder(value: string): boolean {
  return /TENANT|YOUR|EXAMPLE|CHANGE.?ME|PLACEHOLDER|REPLACE|[<>{}[\]]|\.\.\.|xxx/iu.test(value);
}
