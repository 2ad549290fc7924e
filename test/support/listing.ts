import type { Finished } from "./finished.ts";
import { it as base } from "./fixtures.ts";
import type { Received } from "./server.ts";

interface Fixtures {
  /** Lets the API page through a list; the token of a page is the index of its first wish. */
  serve(wanted: object[], got?: object[]): void;
  list(...flags: string[]): Promise<Finished>;
  listInTerminal(columns: number, ...flags: string[]): Promise<Finished>;
  shown(environment: Record<string, string>): Promise<string>;
}

/** `it` with an API whose wishes a test decides, and with `wish list` run against it. */
export const it = base.extend<Fixtures>({
  serve: ({ api }, use) =>
    use((wanted, got = []) => {
      api.list = ({ query }: Received) => {
        const wishes = query.get("status") === "got" ? got : wanted;
        const start = Number(query.get("nextToken") ?? 0);
        const end = start + Number(query.get("limit"));
        const Items = wishes.slice(start, end);
        return {
          status: 200,
          body: { Items, Count: Items.length, ...(end < wishes.length && { NextToken: String(end) }) },
        };
      };
    }),
  list: ({ wish, api }, use) => use((...flags: string[]) => wish.run(["list", "--api", api.apiUrl, ...flags])),
  listInTerminal: ({ wish, api }, use) =>
    use((columns: number, ...flags: string[]) =>
      wish.runInTerminal(["list", "--api", api.apiUrl, ...flags], { columns, environment: { TERM: "xterm" } }),
    ),
  shown: ({ wish, api }, use) =>
    use(
      async (environment: Record<string, string>) =>
        (await wish.runInTerminal(["list", "--api", api.apiUrl], { environment })).stdout,
    ),
});
