import { describe, expect } from "vitest";

import { it } from "../../support/listing.ts";

const wishes = [
  { id: "b2", name: "A <b>kite</b> *1*", url: "https://example.com/?a=1&b=2", tags: ["outdoor", "sport"] },
  { id: "a1", name: "=1+1", createdAt: "2026-11-22T10:00:00.000Z", price: { currency: "EUR", amount: "9.50" } },
];

it.beforeEach(({ serve }) => serve(wishes));

describe("wish export", () => {
  it.for(["json", "ndjson"])(
    "prints %s in the same order, whatever order the API has",
    async (format, { wish, api, serve }) => {
      const run = () => wish.run(["export", "--format", format, "--api", api.apiUrl]);
      const first = await run();
      serve(wishes.toReversed());
      expect((await run()).stdout).toBe(first.stdout);
      expect(first.stdout).toMatch(/"a1".*"price":\{"amount":"9\.50","currency":"EUR"\}[^]*"b2"/u);
    },
  );

  it.for([
    ["csv", `a1,'=1+1,,,2026-11-22T10:00:00.000Z,9.50 EUR`],
    ["markdown", String.raw`- [A \<b\>kite\</b\> \*1\*](<https://example.com/?a=1&b=2>) · outdoor, sport`],
    ["html", `<a href="https://example.com/?a=1&amp;b=2">A &lt;b&gt;kite&lt;/b&gt; *1*</a>`],
    ["netscape", `<A HREF="https://example.com/?a=1&amp;b=2" TAGS="outdoor,sport">A &lt;b&gt;kite`],
  ] as const)("prints %s in which no text is taken for more", async ([format, line], { wish, api }) => {
    const { stdout, exitCode } = await wish.run(["export", "--format", format, "--api", api.apiUrl]);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringContaining(line), exitCode: 0 });
  });

  it.for(["markdown", "html", "netscape"])(
    "makes no link in %s of what is no web address",
    async (format, { wish, api, serve }) => {
      serve([{ id: "a1", name: "A kite", url: "javascript:alert(1)" }]);
      const { stdout } = await wish.run(["export", "--format", format, "--api", api.apiUrl]);
      expect(stdout).not.toContain("javascript:");
    },
  );

  it("says how many wishes bookmarks leave out", async ({ wish, api }) => {
    const { stderr } = await wish.run(["export", "--format", "netscape", "--api", api.apiUrl]);
    expect(stderr).toContain("1 of 2");
  });
});
