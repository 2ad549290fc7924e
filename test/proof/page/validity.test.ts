import { readFile } from "node:fs/promises";

import formats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import { RelaxNGValidator, XmlDocument } from "libxml2-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { faultsOf } from "../../support/html-faults.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { addToTable, longestWish, usualWishes } from "../../support/page-wishes.ts";
import { jsonFeedSchema } from "./schemas/json-feed.ts";

const markup = "<b>Bold</b> & <img src=x onerror=alert(1)> ]]> &amp;";
const wishes = [
  ...usualWishes,
  { name: markup, description: `${markup}\n${markup}`, url: "https://example.org/?a=1&b=%3Cb%3E", tags: ["a-tag"] },
  { name: "Given", status: "got" } as const,
  ...Array.from({ length: 8 }, (_, n) => longestWish(n)),
];
const languages = ["en", "de"];

let full: TestStack;
let empty: TestStack;
beforeAll(async () => {
  [full, empty] = await Promise.all([startTestStack(), startTestStack()]);
  await addToTable(full.dynamodb, wishes);
});
afterAll(() => Promise.all([full.close(), empty.close()]));

const get = async (stack: TestStack, path: string, language = "en") => {
  const headers = { "accept-language": language, accept: "text/html" };
  return (await fetch(stack.apiUrl + path, { headers })).text();
};

describe.for(languages)("in %s", (language) => {
  it.for([
    ["a full list", () => full, "/"],
    ["an empty list", () => empty, "/"],
    ["what was given", () => full, "/?status=got"],
    ["a page that there is not", () => full, "/?page=99"],
    ["a list that there is not", () => full, "/?list=nobody-s"],
  ] as const)("%s is valid HTML", async ([, stack, path]) => {
    expect(await faultsOf(await get(stack(), path, language))).toEqual([]);
  });
});

describe.for([
  ["full", () => full],
  ["empty", () => empty],
] as const)("the feeds of a list that is %s", ([, stack]) => {
  it("are valid Atom", async () => {
    using schema = XmlDocument.fromString(await readFile(new URL("schemas/atom.rng", import.meta.url), "utf8"));
    using validator = RelaxNGValidator.fromDoc(schema);
    using feed = XmlDocument.fromString(await get(stack(), "/feed.atom"));
    validator.validate(feed);
  });

  it("are valid JSON Feed 1.1", async () => {
    const ajv = new Ajv2020({ allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(jsonFeedSchema);
    validate(JSON.parse(await get(stack(), "/feed.json")));
    expect(validate.errors).toBe(null);
  });
});

it("a reader that did not write them finds the same in both feeds, with every text as it was written", async () => {
  const atom = parseAtomFeed(await get(full, "/feed.atom"));
  const json = parseJsonFeed(await get(full, "/feed.json"));
  const wanted = wishes.flatMap((wish) => ("status" in wish ? [] : [wish]));
  const names = wanted.map(({ name }) => name);
  expect(json.items?.map(({ title }) => title)).toEqual(names);
  expect(atom.entries?.map(({ title }) => textOf(title))).toEqual(names);
  const addresses = wanted.map(({ url }) => (url === undefined ? undefined : new URL(url).href));
  expect(json.items?.map(({ external_url }) => external_url)).toEqual(addresses);
  const related = atom.entries?.map(({ links }) => links?.find(({ rel }) => rel === "related")?.href);
  expect(related).toEqual(addresses);
  expect(atom.entries?.map(({ content }) => textOf(content))).toEqual(
    json.items?.map(({ content_text }) => content_text?.trim()),
  );
});

/** A text, whichever way the reader keeps it. */
function textOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "value" in value ? value.value : value;
}
