import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { reservePort } from "../../../infra/local/port.ts";
import { echoResources, writeAssembly } from "./template/assembly-fixture.ts";

const mainFile = fileURLToPath(new URL("../../../infra/local/main.ts", import.meta.url));

function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", mainFile, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => void (said[name] += chunk));
  }
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number | null, ...said }));
  return { child, said, ended };
}

describe("npm start", () => {
  it("says when it is ready, logs requests, and stops cleanly on a signal", async () => {
    const assembly = await writeAssembly({ Resources: echoResources() });
    const { child, said, ended } = start("--port", "0", "--memory", "--assembly", assembly);
    await expect.poll(() => said.stdout, { timeout: 20_000 }).toContain("Stop with ctrl-C.");
    const apiUrl = /npx wish init (http:\S+)/u.exec(said.stdout)?.[1];
    expect((await fetch(`${apiUrl}/echo`)).status).toBe(200);
    child.kill("SIGINT");
    const { exitCode, stderr } = await ended;
    expect(stderr).toMatch(/^GET \/echo 200 \d+ ms\nStopping …\n$/u);
    expect(exitCode).toBe(0);
  });

  it("prints its help", async () => {
    expect(await start("--help").ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("--issuer-port"),
    });
  });

  it("ends with 2 for a wrong flag", async () => {
    const { exitCode, stdout, stderr } = await start("--prot", "1").ended;
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("unknown option '--prot'");
  });

  it("ends with 1 and one line when it cannot start", async () => {
    const port = await reservePort(0);
    onTestFinished(() => port.release());
    const { exitCode, stderr } = await start("--memory", "--port", new URL(port.url).port).ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Port \d+ for the API is taken\. [^\n]*\n$/u);
  });
});
