import fc from "fast-check";
import { expect, it } from "vitest";

import { idPattern } from "../../../service/contract.ts";
import type { List } from "../../../service/lists.ts";
import { writeAtomFeed, writeJsonFeed } from "../../../service/page/feeds.ts";
import { writeListPage } from "../../../service/page/page.ts";
import { cardWriter, safeUrl } from "../../../service/page/parts.ts";
import { readerOf } from "../../../service/page/reader.ts";
import type { Wish } from "../../../service/wish.ts";
import { address, hostileText } from "../../proof/input/hostile-text.ts";
import { elementsOf, type PageElement } from "../../support/page.ts";
import { seed } from "../../support/seed.ts";

const apiEndpoint = "https://api.test";

/** What tries to leave the place that it was put in: an attribute, an element, a comment, the style, a card's border. */
const markup = fc.constantFrom(
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  "</a></h2></article><script>alert(1)</script>",
  "<!--",
  "]]>",
  "</style><script>alert(1)</script>",
  "</title><base href=//evil.example>",
  "<svg onload=alert(1)>",
  "&lt;b&gt; &amp; &#60;script&#62; &quot;",
  "`${alert(1)}`",
  "\n\n────────────────┘\n┌───────────────\nAnother wish, €1.00",
  "\u202Esrc=x\u2066",
);
const text = fc.oneof(
  hostileText,
  markup,
  fc.tuple(markup, hostileText).map(([one, other]) => one + other),
);
const url = fc.oneof(
  address,
  text,
  markup.map((each) => `https://shop.example/${each}`),
  markup.map((each) => `https://shop.example/?q=${each}#${each}`),
  fc.constantFrom(
    "JAVASCRIPT:alert(1)",
    "java\nscript:alert(1)",
    "\u0000javascript:alert(1)",
    "//evil.example",
    "vbscript:x",
  ),
);
const time = fc
  .date({ min: new Date(0), max: new Date("2100"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** More than the service takes: rows of any text, as if its rules had a hole. */
const wish: fc.Arbitrary<Wish> = fc
  .record(
    {
      id: fc.stringMatching(idPattern),
      name: text,
      url,
      description: text,
      price: fc.record({
        amount: fc.oneof(fc.constantFrom("39.90", "0"), text),
        currency: fc.oneof(fc.constant("EUR"), text),
      }),
      priority: fc.constantFrom("high", "low"),
      quantity: fc.integer({ min: 1, max: 999 }),
      tags: fc.array(text, { maxLength: 3 }),
      status: fc.constantFrom("wanted", "got"),
      createdAt: time,
      updatedAt: time,
      version: fc.constant(1),
      list: fc.constant("default"),
    },
    { requiredKeys: ["id", "name", "status", "createdAt", "updatedAt", "version", "list"] },
  )
  .map((each) => each as Wish);

const [wishes] = fc.sample(fc.array(wish, { minLength: 500, maxLength: 500 }), { seed, numRuns: 1 }) as [Wish[]];
const languages = ["en", "de-CH", "ar"];

const [lists] = fc.sample(
  fc.array(
    fc.record({
      name: fc.constant("xmas"),
      title: text,
      description: text,
      date: fc.constant("2027-03-03"),
      createdAt: time,
      updatedAt: time,
      version: fc.constant(1),
    }),
    { minLength: 100, maxLength: 100 },
  ),
  { seed, numRuns: 1 },
) as [List[]];
const [about] = lists;

/** The elements of a card, with the names of their attributes. */
function elementsOfCard({ url: given, description, price, priority, quantity = 1, tags = [], status }: Wish): string[] {
  const href = safeUrl(given);
  return [
    "article id",
    ...(status === "wanted" && priority === "high" ? ["p class"] : []),
    "h2 dir",
    ...(href ? ["a href rel"] : []),
    ...(price ? ["p class"] : []),
    ...(quantity > 1 ? ["p class"] : []),
    ...(href ? ["p class"] : []),
    ...(description === undefined ? [] : ["p class dir"]),
    ...(tags.length > 0 ? ["ul aria-label class", ...tags.map(() => "li dir")] : []),
  ];
}

function shapeOf({ name, attributes }: PageElement): string {
  return [name, ...Object.keys(attributes).toSorted()].join(" ");
}

/** What browsers make of a text: they drop NUL, and know one kind of line break. */
function asRead(given: string): string {
  return given.replaceAll("\u0000", "").replaceAll(/\r\n?/gu, "\n");
}

function writePage(header: string, shown: Wish[]): string {
  const reader = readerOf(header);
  const view = { list: "default", status: "wanted", page: 1 } as const;
  return writeListPage({ apiEndpoint, view, about, others: lists, cards: shown.map(cardWriter(reader)) }, reader);
}

it.each(languages)("a page of 500 hostile wishes has exactly the elements that they make, in %s", (header) => {
  const empty = elementsOf(writePage(header, [])).map(shapeOf);
  const shapes = elementsOf(writePage(header, wishes)).map(shapeOf);
  const start = empty.indexOf("main") + 1;
  // In place of the line that says that there are none.
  expect(shapes).toEqual([...empty.slice(0, start), ...wishes.flatMap(elementsOfCard), ...empty.slice(start + 1)]);
});

it("a page says of 100 hostile lists what they say", () => {
  const page = writePage("en", []);
  const links = elementsOf(page).filter(({ attributes }) => attributes["href"] === "/?list=xmas");
  expect(links.map((link) => link.text)).toEqual(lists.map(({ title }) => asRead(title!)));
  const notes = elementsOf(page).filter(({ attributes }) => attributes["class"] === "about");
  expect(notes.map((note) => note.text)).toEqual([asRead(about!.description!)]);
});

it.each(languages)("a page of 500 hostile wishes says what they say, and links to the web only, in %s", (header) => {
  const elements = elementsOf(writePage(header, wishes));
  const names = elements
    .filter(({ name, attributes }) => name === "h2" && attributes["dir"])
    .map((element) => element.text);
  expect(names).toEqual(wishes.map(({ name }) => asRead(name)));
  const notes = elements.filter(({ attributes }) => attributes["class"] === "note").map((element) => element.text);
  expect(notes).toEqual(wishes.flatMap(({ description }) => (description === undefined ? [] : [asRead(description)])));
  const hrefs = elements.flatMap(({ attributes: { href } }) => (href === undefined ? [] : [href]));
  expect(hrefs.length).toBeGreaterThan(100);
  expect(hrefs.filter((href) => !/^https?:$/u.test(new URL(href, apiEndpoint).protocol))).toEqual([]);
  expect(hrefs.join("")).toMatch(/^[\u0021-\u007E]+$/u);
  const forbidden = elements.filter(
    ({ name, attributes }) =>
      name === "script" || Object.keys(attributes).some((each) => /^(on|style$|src)/u.test(each)),
  );
  expect(forbidden).toEqual([]);
});

it("feeds of 500 hostile wishes hold what XML may hold, and nothing but text", () => {
  const feedOf = { apiEndpoint, list: "default", about };
  // Each feed takes as many as fit into an answer.
  const parts = Array.from({ length: 100 }, (_, n) => wishes.slice(5 * n, 5 * (n + 1)));
  const atom = parts.map((part) => writeAtomFeed({ ...feedOf, wishes: part }, readerOf("en")).body).join("");
  expect(atom).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
  const tags = new Set(Array.from(atom.matchAll(/<\/?([^\s>/]+)/gu), ([, name]) => name));
  const expected = "?xml feed id title subtitle updated author name link entry published category content".split(" ");
  expect(tags).toEqual(new Set(expected));
  expect(atom.match(/<entry>/gu)).toHaveLength(500);
  const items = parts.flatMap((part) => {
    const feed = writeJsonFeed({ ...feedOf, wishes: part }, readerOf("en")).body;
    return (JSON.parse(feed) as { items: Record<string, unknown>[] }).items;
  });
  expect(items).toHaveLength(500);
  expect(items.filter((item) => "content_html" in item)).toEqual([]);
  expect(items.filter(({ external_url: link = "https://x" }) => !/^https?:/u.test(String(link)))).toEqual([]);
});
