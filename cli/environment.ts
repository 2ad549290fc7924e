import type { Interrupts } from "./interrupts.ts";
import type { Secrets } from "./output/secrets.ts";

/** What the program takes from the process and the machine it runs on; only the root makes one. */
export interface Environment {
  variables: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeFolder: string;
  /** Effective user id of the process; `undefined` on Windows. */
  userId: number | undefined;
  /** What WISH_TOKEN holds. It is not among the variables, so that no other program gets it. */
  token: string | undefined;
  secrets: Secrets;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Milliseconds of a clock that nobody sets, to measure how long something takes. */
  monotonicNow: () => number;
  interrupts: Interrupts;
  /** Path of the program that talks to the keychain, a file of its own because it runs in a process of its own. */
  keychainProgram: string;
  version: string;
  /** `process.versions.node`. */
  nodeVersion: string;
}
