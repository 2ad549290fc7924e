import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { finished } from "./wish.ts";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

export interface LocalStackProcess {
  apiPort: string;
  issuerPort: string;
  apiUrl: string;
  /** Ends it and resolves when it is gone. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the local stack as `npm start` does, as a process of its own, and resolves when it is ready. */
export async function startLocalStackProcess(...flags: string[]): Promise<LocalStackProcess> {
  const program: ChildProcess = spawn(process.execPath, ["--import", "tsx", "infra/local/main.ts", ...flags], {
    cwd: repositoryFolder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let ready: (output: string) => void = () => {};
  const output = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const end = finished(program, (text) => text.includes("Stop with ctrl-C") && ready(text));
  const failed = end.then(({ stdout, stderr }) => Promise.reject(new Error(`It did not start: ${stdout}${stderr}`)));
  const text = await Promise.race([output, failed]);
  failed.catch(() => {});
  const [apiPort = "", issuerPort = ""] = [...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)/gu)].map(([, port]) => port);
  return {
    apiPort,
    issuerPort,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    async stop(signal) {
      program.kill(signal);
      return (await end).exitCode;
    },
  };
}
