import { type ApiClient, createApiClient } from "./api/client.ts";
import type { Sessions } from "./auth/sessions.ts";
import type { Environment } from "./environment.ts";
import { showRequests } from "./http/debug.ts";
import { learnSecrets } from "./http/learn-secrets.ts";
import type { Send } from "./http/message.ts";
import { createSend } from "./http/send.ts";
import { createTimeLimit, type TimeLimit } from "./http/time-limit.ts";
import { openListCache } from "./list/list-cache.ts";
import { createOutput, type Output } from "./output/output.ts";
import { type GlobalFlags, readSettings, type RunSettings } from "./settings.ts";

/** What a command works with. What is slow to load is a function, so that a command pays only for what it uses. */
export interface Context {
  environment: Environment;
  settings: RunSettings;
  output: Output;
  timeLimit: TimeLimit;
  /** Loads the HTTP client with the first request. */
  send: Send;
  /** Loads the code of the sessions and their stores. */
  sessions: () => Promise<Sessions>;
  /** Makes the client of an API; it loads the sessions with the first operation that needs a token. */
  api: (apiUrl: string) => ApiClient;
}

/** Collects the parts of one run from the process and the flags. */
export function openContext(environment: Environment, flags: GlobalFlags): Context {
  const settings = readSettings(environment, flags);
  const output = createOutput(environment, flags.color);
  const timeLimit = createTimeLimit(settings.timeoutMilliseconds, environment.monotonicNow, (host) => {
    if (environment.stderr.isTTY) output.note([`Waiting for ${host}…`]);
  });
  const send = openSend(environment, settings, output, timeLimit);
  const sessions = async () => {
    const { createSessions } = await import("./auth/sessions.ts");
    return createSessions({ environment, settings, output, send });
  };
  return {
    environment,
    settings,
    output,
    timeLimit,
    send,
    sessions,
    api: (apiUrl) =>
      createApiClient(apiUrl, {
        settings,
        timeLimit,
        send,
        lists: openListCache({ folder: settings.cacheFolder, userId: environment.userId, now: environment.now }),
        sessions,
        now: environment.now,
        wait: async (milliseconds, signal) => {
          const { setTimeout } = await import("node:timers/promises");
          await setTimeout(milliseconds, undefined, { signal });
        },
        random: Math.random,
      }),
  };
}

function openSend(environment: Environment, settings: RunSettings, output: Output, timeLimit: TimeLimit): Send {
  const send = createSend({
    timeLimit,
    userAgent: `wish/${environment.version}`,
    variables: environment.variables,
    nodeVersion: environment.nodeVersion,
  });
  const learning = learnSecrets(send, environment.secrets);
  return settings.debug ? showRequests(learning, output, environment) : learning;
}
