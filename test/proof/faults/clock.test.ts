import { describe, expect, vi } from "vitest";

import { signInAsPerson } from "../../../infra/local/issuer/person.ts";
import { createJumpingClock, type JumpingClock } from "../../support/clock.ts";
import { count } from "../../support/figures.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

const approve = (verificationUriComplete: string) =>
  signInAsPerson({ verificationUriComplete, userName: "Ada", fetch });

interface Fixtures {
  /** What the command line needs to go by a clock of its own, and to know the API. */
  environment: Record<string, string>;
  /** Sets the clocks of the command line and of the stack, which runs in this process, so far ahead of the true time. */
  setAhead(wishSeconds: number, stackSeconds: number): void;
  /** Runs `wish login`. The clocks jump when the issuer has been asked once; when it has been again, the person acts. */
  signInAround(wishSeconds: number, stackSeconds: number, act?: (address: string) => Promise<void>): Promise<Finished>;
  add(): Promise<Finished>;
}

const it = base.extend<Fixtures & { clock: JumpingClock }>({
  clock: ({ wish }, use) => use(createJumpingClock(wish.home)),
  environment: ({ clock, stack }, use) => use({ WISH_API_URL: stack.apiUrl, ...clock.variables }),
  setAhead: async ({ clock }, use) => {
    await use((wishSeconds, stackSeconds) => {
      clock.setAhead(wishSeconds);
      vi.useRealTimers();
      if (stackSeconds !== 0) vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + stackSeconds * 1000 });
    });
    vi.useRealTimers();
  },
  signInAround: ({ wish, environment, setAhead }, use) =>
    use(async (wishSeconds, stackSeconds, act = approve) => {
      let jumped = false;
      let person: Promise<void> | undefined;
      const login = wish.start(["login", "--no-browser", "--debug"], { environment });
      const result = await finished(login, (output) => {
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
    }),
  add: ({ wish, environment }, use) =>
    use(() => wish.run(["add", "--name", "A sundial", "--duplicate"], { environment })),
});

describe("a clock that jumps while a sign-in waits", () => {
  it.for([
    ["the command line's, a day ahead", daySeconds, 0],
    ["the command line's, a day back", -daySeconds, 0],
    ["both, five minutes ahead", 5 * minuteSeconds, 5 * minuteSeconds],
    ["both, an hour back", -hourSeconds, -hourSeconds],
    ["the issuer's and the API's, an hour back", 0, -hourSeconds],
  ] as const)("does not get in its way: %s", async ([, wishSeconds, stackSeconds], { task, add, signInAround }) => {
    const { exitCode, stderr } = await signInAround(wishSeconds, stackSeconds);
    expect(stderr).toMatch(/^Signed in to .* as Ada\.$/mu);
    expect(stderr).not.toContain("/oauth/token 429");
    expect(exitCode).toBe(0);
    expect(await add()).toMatchObject({ exitCode: 0 });
    count({ task }, "clocks that jumped during a sign-in, which went on");
  });

  it("past the code's end ends it at once, with what to do", async ({ task, signInAround }) => {
    const { exitCode, stderr } = await signInAround(20 * minuteSeconds, 20 * minuteSeconds, async () => {});
    expect(stderr).toContain("The code has expired before anybody approved it.\nRun `wish login` again.");
    expect(exitCode).toBe(4);
    count({ task }, "clocks that jumped past the end of a code, which ended the sign-in");
  });
});

describe("a clock that is put right after a sign-in", () => {
  it.for([
    ["the command line's was a day ahead", daySeconds, 0],
    ["the command line's was a day behind", -daySeconds, 0],
    ["the issuer's and the API's were ten minutes ahead", 0, 10 * minuteSeconds],
  ] as const)(
    "leaves the session as good as it was: %s",
    async ([, wishSeconds, stackSeconds], { task, add, setAhead, signInAround }) => {
      const { exitCode } = await signInAround(wishSeconds, stackSeconds);
      expect(exitCode).toBe(0);
      setAhead(0, 0);
      expect(await add()).toMatchObject({ exitCode: 0 });
      count({ task }, "clocks put right after a sign-in, which lasted");
    },
  );
});
