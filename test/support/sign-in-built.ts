import { signInAsPerson } from "../../infra/local/issuer/person.ts";
import { type Finished, finished } from "./finished.ts";
import type { Wish } from "./built-wish.ts";

/** Signs in at the local issuer: runs `wish login`, and plays the person who opens the address that it prints. */
export async function signInBuilt(
  wish: Wish,
  apiUrl: string,
  environment: Record<string, string> = {},
): Promise<Finished> {
  const program = wish.start(["login", "--no-browser", "--api", apiUrl], { environment, stdin: "" });
  let person: Promise<void> | undefined;
  let shown = "";
  program.stderr.on("data", (text: string | Buffer) => {
    shown += String(text);
    const [verificationUriComplete] = /http:\/\/\S+user_code=[\w-]+(?=\s)/u.exec(shown) ?? [];
    if (verificationUriComplete) person ??= signInAsPerson({ verificationUriComplete, userName: "Ada", fetch });
  });
  const result = await finished(program);
  await person;
  return result;
}
