import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { type DynamoDbPlace, localCredentials } from "../../infra/local/function/environment.ts";

interface Served {
  pid: number;
  stop: () => void;
}

export interface ServedStack extends Served {
  apiUrl: string;
  dynamodb: DynamoDbPlace;
}

/** Starts the local stack as `npm start` does, with its data in a folder. Its log is written and thrown away. */
export async function serveStack(folder: string): Promise<ServedStack> {
  const flags = ["--data", folder, "--port", "0", "--issuer-port", "0"];
  const { lines, ...served } = start(["--import", "tsx", "infra/local/main.ts", ...flags], "ignore");
  let text = "";
  for await (const line of lines) {
    text += `${line}\n`;
    if (line.startsWith("Stop with")) break;
  }
  const [, apiUrl] = /^ +Page +(\S+)\/ /mu.exec(text) ?? [];
  const [, endpoint, accessKeyId] = /^ +Tables +(\S+) .* access key (\w+)/mu.exec(text) ?? [];
  if (!apiUrl || !endpoint || !accessKeyId) throw new Error("The local stack did not start. Try: npm start");
  const credentials = { ...localCredentials, accessKeyId };
  return { ...served, apiUrl, dynamodb: { region: "us-east-1", endpoint, credentials } };
}

/** Starts the least that could answer with these bytes. */
export async function serveBytes(body: string): Promise<Served & { url: string }> {
  const script = `
    const body = Buffer.from(process.argv[1]);
    const headers = { "content-type": "application/json", "content-length": body.length };
    const server = require("node:http").createServer((_, response) => response.writeHead(200, headers).end(body));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
  const { lines, ...served } = start(["-e", script, body], "inherit");
  for await (const port of lines) return { ...served, url: `http://127.0.0.1:${port}` };
  throw new Error("The bare server did not start.");
}

function start(args: string[], stderr: "ignore" | "inherit") {
  const program = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", stderr],
  });
  return {
    pid: program.pid ?? 0,
    lines: createInterface({ input: program.stdout }),
    stop: () => void program.kill("SIGKILL"),
  };
}
