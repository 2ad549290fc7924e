import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readBookmarks } from "../../../cli/files/bookmarks.ts";
import { writeBookmarks } from "../../../cli/files/markup.ts";
import { parseNewWish } from "../../../service/wish.ts";

const now = Date.parse("2026-11-29T00:00:00.000Z");

/** As Firefox exports them. */
const firefox = `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'none'"></meta>
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>

<DL><p>
    <DT><A HREF="https://a.example/?x=1&amp;y=2" ADD_DATE="1763800000" LAST_MODIFIED="1763800001" ICON="data:image/png;base64,AA" TAGS="Sport,gift ideas">Tom &amp; Jerry&#39;s &lt;b&gt;</A>
    <DD>Two lines &amp;
more
    <DT><H3 ADD_DATE="1" LAST_MODIFIED="2" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
    <DD>Add bookmarks to this folder to see them displayed on the Bookmarks Toolbar
    <DL><p>
        <DT><H3>Für Oma &amp; Opa</H3>
        <DL><p>
            <DT><H3>Garden</H3>
            <DL><p>
                <DT><A HREF="https://b.example/" ADD_DATE="1763800000000">Spade</A>
            </DL><p>
            <DT><A HREF="https://www.shop.example/p/gie%C3%9Fkanne/" ADD_DATE="9999999999"></A>
        </DL><p>
        <DT><A HREF="javascript:alert(1)">Not a page</A>
    </DL><p>
    <HR>    <DT><A HREF="https://c.example/">Last</A>
</DL>
`;

describe("bookmarks", () => {
  it("have name, address, description and time, and their folders and tags as tags", () => {
    expect(readBookmarks(firefox, now)).toEqual([
      {
        name: "Tom & Jerry's <b>",
        url: "https://a.example/?x=1&y=2",
        description: "Two lines &\nmore",
        createdAt: "2025-11-22T08:26:40.000Z",
        tags: ["sport", "gift-ideas"],
      },
      {
        name: "Spade",
        url: "https://b.example/",
        createdAt: "2025-11-22T08:26:40.000Z",
        tags: ["garden", "für-oma-opa"],
      },
      {
        name: "shop.example/p/gießkanne",
        url: "https://www.shop.example/p/gie%C3%9Fkanne/",
        tags: ["für-oma-opa"],
      },
      { name: "Not a page", url: "javascript:alert(1)" },
      { name: "Last", url: "https://c.example/" },
    ]);
  });

  it("come in right from a file of 300 in nested folders", () => {
    const folder = (depth: number, next: number): string =>
      `<DT><H3>Folder ${depth}</H3>\n<DL><p>\n${Array.from(
        { length: 30 },
        (_, index) =>
          `<DT><A HREF="https://shop.example/${next + index}" ADD_DATE="${1000 + index}">No. ${next + index}</A>\n`,
      ).join("")}${depth < 10 ? folder(depth + 1, next + 30) : ""}</DL><p>\n`;
    const read = readBookmarks(`<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n${folder(1, 0)}</DL><p>`, now);
    expect(read.map(({ name }) => name)).toEqual(Array.from({ length: 300 }, (_, index) => `No. ${index}`));
    expect(read[299]).toMatchObject({
      url: "https://shop.example/299",
      tags: Array.from({ length: 10 }, (_, index) => `folder-${10 - index}`),
    });
    for (const each of read) expect(parseNewWish(each)).toMatchObject({ ok: true });
  });

  it("are read back as wish export writes them", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 30 }),
      fc.constantFrom("<b>&amp;</b>", '"&lt;', "a\n\n    <DT>b\n", " ", "'"),
    );
    const tag = fc.constantFrom("sport", "für-oma", "2026", "寿司");
    const wish = fc
      .record({
        name: text,
        description: text,
        url: fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => new URL(url).href),
        tags: fc.uniqueArray(tag),
        createdAt: fc.integer({ min: 1, max: now / 1000 }).map((seconds) => new Date(seconds * 1000).toISOString()),
      })
      .map(parseNewWish)
      .filter((parsed) => parsed.ok)
      .map((parsed) => parsed.wish);
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 10 }), async (wishes) => {
        const html = await writeBookmarks(wishes.map((each, index) => ({ id: String(index), ...each })));
        const read = readBookmarks(html, now).map(parseNewWish);
        expect(read).toEqual(wishes.map((wish) => ({ ok: true, wish })));
      }),
      { numRuns: 300 },
    );
  });
});
