import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const wish = { id: "00000000000000000000000000", name: "A bicycle", createdAt: "2026-01-01T00:00:00.000Z", version: 1 };

/** What people run most; each goes on from what is kept of the ones before it. */
const commandLines = [
  ["--help"],
  ["list"],
  ["list", "--json"],
  ["add", "--name", "Another bicycle"],
  ["edit", wish.id, "--priority", "high"],
];

const keepCode = fileURLToPath(new URL("keep-code.cjs", import.meta.url));

/**
 * Keeps beside the files of a built program what V8 makes of them, by running the program on a list of one wish.
 *
 * @param folder built anew: of the source, V8 compares the length only
 * @param node the Node.js to run it on; what is kept is good for that version only
 */
export async function keepCompiledCode(folder: string, node: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "wish-build-"));
  const api = createServer(({ method, url }, response) => {
    const isList = method === "GET" && !url?.includes(wish.id);
    const body = isList ? { Items: [wish], Count: 1 } : wish;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const { port } = api.address() as AddressInfo;
  const env = {
    WISH_CONFIG_DIR: home,
    XDG_STATE_HOME: home,
    XDG_CACHE_HOME: home,
    WISH_API_URL: `http://127.0.0.1:${port}`,
    WISH_TOKEN: "token",
  };
  try {
    for (const words of commandLines) {
      await promisify(execFile)(node, ["--require", keepCode, join(folder, "wish.js"), ...words], { env });
    }
  } finally {
    api.close();
    await rm(home, { recursive: true });
  }
}
