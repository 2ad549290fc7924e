import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it, onTestFinished } from "vitest";

import { reservePort } from "../../../infra/local/port.ts";
import { echoResources, writeAssembly } from "./template/assembly-fixture.ts";

const mainFile = fileURLToPath(new URL("../../../infra/local/main.ts", import.meta.url));

/** Starts it in a process group of its own, as a shell does. */
function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", mainFile, ...args], {
    detached: true,
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

/** Serves a function whose every call connects to the test before it runs these statements. */
async function startWithFunction(statements: string) {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const assembly = await writeAssembly(
    { Resources: echoResources() },
    `import { once } from "node:events";
     import { connect } from "node:net";
     export const handler = async (event) => {
       const socket = connect(${port}, "127.0.0.1");
       await once(socket, "connect");
       ${statements}
       return { statusCode: 200, body: "done" };
     };`,
  );
  const stack = start("--port", "0", "--memory", "--assembly", assembly);
  await expect.poll(() => stack.said.stdout, { timeout: 20_000 }).toContain("Stop with ctrl-C.");
  const url = `${/npx wish init (http:\S+)/u.exec(stack.said.stdout)?.[1]}/echo`;
  return {
    ...stack,
    /** Sends a request and waits until the function has it. */
    call: async (query = "") => {
      const connected = once(server, "connection");
      const response = fetch(url + query);
      const [socket] = (await connected) as [Socket];
      return { response, socket, closed: once(socket.resume(), "close") };
    },
  };
}

describe("npm start", () => {
  it("says when it is ready, logs requests, and on ctrl-C lets those under way finish", async () => {
    const { child, said, ended, call } = await startWithFunction('await once(socket, "close");');
    const { response, socket } = await call();
    // A terminal sends ctrl-C to every process of the group.
    process.kill(-child.pid!, "SIGINT");
    await expect.poll(() => said.stderr).toContain("Stopping");
    socket.destroy();
    expect(await (await response).text()).toBe("done");
    const { exitCode, stderr } = await ended;
    expect(stderr).toMatch(/^Stopping …\nGET \/echo 200 \d+ ms\n$/u);
    expect(exitCode).toBe(0);
  });

  it("has looked at the page before it is ready, so that no person waits for its function, and does not tell of it", async () => {
    const resources = JSON.parse(JSON.stringify(echoResources()).replaceAll("/echo", "/")) as object;
    const counting = "let count = 0; export const handler = () => ({ statusCode: 200, body: String((count += 1)) });";
    const { said } = start(
      "--port",
      "0",
      "--memory",
      "--assembly",
      await writeAssembly({ Resources: resources }, counting),
    );
    await expect.poll(() => said.stdout, { timeout: 20_000 }).toContain("Stop with ctrl-C.");
    const url = /npx wish init (http:\S+)/u.exec(said.stdout)?.[1];
    expect(said.stderr).toBe("");
    expect(await (await fetch(`${url}/`)).text()).toBe("2");
    await expect.poll(() => said.stderr).toMatch(/^GET \/ 200 \d+ ms\n$/u);
  });

  it("leaves no function behind when it is killed, not even one in an endless loop", async () => {
    const { child, call } = await startWithFunction('for (; event.rawQueryString === "loop"; );');
    const looping = await call("?loop");
    const idle = await call();
    expect((await idle.response).status).toBe(200);
    child.kill("SIGKILL");
    await Promise.all([looping.closed, idle.closed, expect(looping.response).rejects.toThrow("fetch failed")]);
  });

  it("says that it is reading a data folder that takes long", async () => {
    const data = await mkdtemp(join(tmpdir(), "wish-data-"));
    onTestFinished(() => rm(data, { recursive: true }));
    await mkdir(join(data, "dynamodb"));
    // Reading a pipe that nobody writes to never ends.
    execFileSync("mkfifo", [join(data, "dynamodb", "CURRENT")]);
    const { said } = start("--port", "0", "--issuer-port", "0", "--data", data);
    const wanted = `Reading the wishes in ${join(data, "dynamodb")} …\n`;
    await expect.poll(() => said.stderr, { timeout: 20_000 }).toBe(wanted);
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
