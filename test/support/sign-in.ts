import { signInAsPerson } from "../../infra/local/issuer/person.ts";
import { type Finished, finished } from "./finished.ts";
import { startWish } from "./wish.ts";

/** Runs `wish login` to its end, and plays the person who opens the address that it prints. */
export async function signIn(variables: Record<string, string>, userName: string): Promise<Finished> {
  let person: Promise<void> | undefined;
  const result = await finished(startWish(["login", "--no-browser"], variables), (output) => {
    const [verificationUriComplete] = /http:\/\/\S+user_code=[\w-]+(?=\s)/u.exec(output) ?? [];
    if (verificationUriComplete) person ??= signInAsPerson({ verificationUriComplete, userName, fetch });
  });
  await person;
  return result;
}
