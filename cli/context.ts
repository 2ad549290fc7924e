import type { CredentialStore } from "./auth/store/credential-store.ts";
import type { Session } from "./auth/session.ts";
import type { Environment } from "./environment.ts";
import type { Send } from "./http/send.ts";
import { createOutput, type Output } from "./output/output.ts";
import { type CredentialStoreKind, type GlobalFlags, readSettings, type Settings } from "./settings.ts";

/** What a command works with. Dear parts are functions, so that a command pays only for what it uses. */
export interface Context {
  environment: Environment;
  settings: Settings;
  output: Output;
  /** Loads the HTTP client with the first request. */
  send: Send;
  /** Loads the keychain and the sign-in code. */
  session(apiUrl: string): Promise<Session>;
  /** Loads the code of a credential store. */
  store(kind: CredentialStoreKind): Promise<CredentialStore>;
}

/** Collects the parts of one run from the process and the flags. */
export async function openContext(environment: Environment, flags: GlobalFlags): Promise<Context> {
  const settings = await readSettings(environment, flags);
  const output = createOutput(environment, flags.color);
  let sender: Promise<Send> | undefined;
  const context: Context = {
    environment,
    settings,
    output,
    async send(request) {
      sender ??= openSend(environment, settings, output);
      return (await sender)(request);
    },
    async session(apiUrl) {
      const { openSession } = await import("./auth/open-session.ts");
      return openSession(context, apiUrl);
    },
    async store(kind) {
      const { openStore } = await import("./auth/store/open-store.ts");
      return openStore(context, kind);
    },
  };
  return context;
}

async function openSend(environment: Environment, settings: Settings, output: Output): Promise<Send> {
  const { createSend } = await import("./http/send.ts");
  const send = createSend({
    timeoutMilliseconds: settings.timeoutMilliseconds,
    userAgent: `wish/${environment.version}`,
    variables: environment.variables,
    nodeVersion: environment.nodeVersion,
  });
  if (!settings.debug) return send;
  const { showRequests } = await import("./http/debug.ts");
  return showRequests(send, output, environment);
}
