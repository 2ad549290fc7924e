import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signInAsPerson } from "../../../infra/local/issuer/person.ts";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { createJumpingClock, type JumpingClock } from "../../support/clock.ts";
import { count } from "../../support/figures.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { runWish, startWish } from "../../support/wish.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

let stack: LocalStack;
let folder: string;
/** The clock of the command line. */
let clock: JumpingClock;
let variables: Record<string, string>;

beforeAll(async () => {
  stack = await startLocalStack({ port: 0, issuerPort: 0, storage: "memory", pollIntervalSeconds: 1 });
});
afterAll(() => stack.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-clock-"));
  clock = createJumpingClock(folder);
  variables = {
    WISH_CONFIG_DIR: folder,
    WISH_CREDENTIAL_STORE: "file",
    WISH_API_URL: stack.apiUrl,
    ...clock.variables,
  };
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** Sets the clocks of the command line and of the stack, which runs in this process, so far ahead of the true time. */
function setAhead(wishSeconds: number, stackSeconds: number): void {
  clock.setAhead(wishSeconds);
  vi.useRealTimers();
  if (stackSeconds !== 0) vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + stackSeconds * 1000 });
}

const approve = (verificationUriComplete: string) =>
  signInAsPerson({ verificationUriComplete, userName: "Ada", fetch });

/** Runs `wish login`. The clocks jump when the issuer has been asked once; when it has been again, the person acts. */
async function signInAround(
  wishSeconds: number,
  stackSeconds: number,
  act: (address: string) => Promise<void> = approve,
): Promise<Finished> {
  let jumped = false;
  let person: Promise<void> | undefined;
  const result = await finished(startWish(["login", "--no-browser", "--debug"], variables), (output) => {
    const polls = output.match(/\/oauth\/token \d/gu)?.length ?? 0;
    if (polls > 0 && !jumped) {
      jumped = true;
      setAhead(wishSeconds, stackSeconds);
    }
    const [address] = /http:\/\/\S+user_code=[\w-]+(?=\s)/u.exec(output) ?? [];
    if (polls > 1 && address) person ??= act(address);
  });
  await person;
  return result;
}

const add = () => runWish(["add", "--name", "A sundial"], variables);

describe("a clock that jumps while a sign-in waits", () => {
  it.for([
    ["the command line's, a day ahead", daySeconds, 0],
    ["the command line's, a day back", -daySeconds, 0],
    ["both, five minutes ahead", 5 * minuteSeconds, 5 * minuteSeconds],
    ["both, an hour back", -hourSeconds, -hourSeconds],
    ["the issuer's and the API's, an hour back", 0, -hourSeconds],
  ] as const)("does not get in its way: %s", async ([, wishSeconds, stackSeconds], context) => {
    const { exitCode, stderr } = await signInAround(wishSeconds, stackSeconds);
    expect(stderr).toMatch(/^Signed in to .* as Ada\.$/mu);
    expect(stderr).not.toContain("/oauth/token 429");
    expect(exitCode).toBe(0);
    expect(await add()).toMatchObject({ exitCode: 0 });
    count(context, "clocks that jumped during a sign-in, which went on");
  });

  it("past the code's end ends it at once, with what to do", async (context) => {
    const { exitCode, stderr } = await signInAround(20 * minuteSeconds, 20 * minuteSeconds, async () => {});
    expect(stderr).toContain("The code has expired before anybody approved it.\nRun `wish login` again.");
    expect(exitCode).toBe(4);
    count(context, "clocks that jumped past the end of a code, which ended the sign-in");
  });
});

describe("a clock that is put right after a sign-in", () => {
  it.for([
    ["the command line's was a day ahead", daySeconds, 0],
    ["the command line's was a day behind", -daySeconds, 0],
    ["the issuer's and the API's were ten minutes ahead", 0, 10 * minuteSeconds],
  ] as const)("leaves the session as good as it was: %s", async ([, wishSeconds, stackSeconds], context) => {
    const { exitCode } = await signInAround(wishSeconds, stackSeconds);
    expect(exitCode).toBe(0);
    setAhead(0, 0);
    expect(await add()).toMatchObject({ exitCode: 0 });
    count(context, "clocks put right after a sign-in, which lasted");
  });
});
