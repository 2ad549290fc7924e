import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { type Finished, finished } from "./finished.ts";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

export interface LocalStackProcess {
  apiPort: string;
  issuerPort: string;
  apiUrl: string;
  /** Resolves with what it wrote when it has ended, by itself or not. */
  ended: Promise<Finished>;
  /** Ends it and resolves when it is gone. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the local stack as `npm start` does, as a process of its own, and resolves when it is ready. */
export async function startLocalStackProcess(...flags: string[]): Promise<LocalStackProcess> {
  const program = spawn(process.execPath, ["--import", "tsx", "infra/local/main.ts", ...flags], {
    cwd: repositoryFolder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { output, end } = await new Promise<{ output: string; end: Promise<Finished> }>((resolve, reject) => {
    const end = finished(program, (text) => text.includes("Stop with ctrl-C") && resolve({ output: text, end }));
    end.then(({ stdout, stderr }) => reject(new Error(`It did not start: ${stdout}${stderr}`)), reject);
  });
  const portOf = (name: string) =>
    new RegExp(`^  ${name} +http://127\\.0\\.0\\.1:(\\d+)`, "mu").exec(output)?.[1] ?? "";
  const apiPort = portOf("Page");
  return {
    apiPort,
    issuerPort: portOf("Sign-in"),
    apiUrl: `http://127.0.0.1:${apiPort}`,
    ended: end,
    async stop(signal) {
      program.kill(signal);
      return (await end).exitCode;
    },
  };
}
