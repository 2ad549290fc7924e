import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Session } from "../../cli/auth/session.ts";
import type { Wish } from "./wish.ts";

/** Changes what a program remembers of its session with an API. */
export async function changeSession(
  { configFolder }: Wish,
  apiUrl: string,
  change: (session: Session) => void,
): Promise<void> {
  const file = join(configFolder, "sessions.json");
  const sessions = JSON.parse(await readFile(file, "utf8")) as Record<string, Session>;
  change(sessions[apiUrl]!);
  await writeFile(file, JSON.stringify(sessions));
}
