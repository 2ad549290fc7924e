import { signInAsPerson } from "../../infra/local/issuer/person.ts";
import { type Finished, finished } from "./finished.ts";
import type { RunOptions, Wish } from "./wish.ts";

const approveLocally = (verificationUriComplete: string) =>
  signInAsPerson({ verificationUriComplete, userName: "Ada", fetch });

/**
 * Signs in: runs `wish login`, and plays the person who opens the address that it prints.
 *
 * @param approve what the person does there; at the local issuer unless told otherwise
 */
export async function signIn(
  wish: Wish,
  apiUrl: string,
  options: RunOptions = {},
  approve: (verificationUriComplete: string) => Promise<void> = approveLocally,
): Promise<Finished> {
  let person: Promise<void> | undefined;
  const program = wish.start(["login", "--no-browser", "--api", apiUrl], { stdin: "", ...options });
  const result = await finished(program, (output) => {
    const [verificationUriComplete] = /http:\/\/\S+code=[\w-]+(?=\s)/u.exec(output) ?? [];
    if (verificationUriComplete) person ??= approve(verificationUriComplete);
  });
  await person;
  return result;
}

/** Signs in, and gives the access token. */
export async function signInForToken(wish: Wish, apiUrl: string): Promise<string> {
  await signIn(wish, apiUrl);
  return (await wish.run(["token", "--api", apiUrl])).stdout.trim();
}
