import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import type { Wish } from "./wish.ts";

export interface FakeBrowser {
  /** Search path with an `xdg-open` in front that notes what it is asked to open. */
  PATH: string;
  /** The same program by its path, for $BROWSER. */
  program: string;
  /** Everything it was asked to open, one after the other. */
  opened: () => Promise<string>;
}

/** Makes a browser that ends with this exit code. */
export async function fakeBrowser({ home }: Wish, exitCode: number): Promise<FakeBrowser> {
  const folder = await mkdtemp(join(home, "bin-"));
  const note = join(folder, "opened");
  const program = join(folder, "xdg-open");
  await writeFile(note, "");
  await writeFile(program, `#!/bin/sh\nprintf %s "$1" >> '${note}'\nexit ${exitCode}\n`);
  await chmod(program, 0o755);
  return { PATH: `${folder}${delimiter}${process.env["PATH"]}`, program, opened: () => readFile(note, "utf8") };
}
