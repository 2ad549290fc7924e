// Under another name, because formatters lay out what is tagged `html`, and white space counts here.
import { html as safe } from "hono/html";

import { webAddress } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { writeValue } from "../output/field-text.ts";

/** Writes wishes as a page of HTML that stands alone. */
export async function writeHtml(wishes: readonly ListedWish[]): Promise<string> {
  const items = wishes.map((wish) => {
    const address = webAddress(wish.url);
    const title = address ? safe`<a href="${address.href}">${wish.name}</a>` : wish.name;
    const details = detailsOf(wish).map((each) => ` · ${each}`);
    const text = wish.description === undefined ? "" : safe`<p style="white-space: pre-line">${wish.description}</p>`;
    return safe`<li>${title}${details}${text}</li>\n`;
  });
  return safe`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Wishes</title>
<h1>Wishes</h1>
<ul>
${items}</ul>
</html>`;
}

/** Writes the wishes that have a web address as bookmarks, in the format that browsers import (Netscape's). */
export async function writeBookmarks(wishes: readonly ListedWish[]): Promise<string> {
  const items = wishes
    .flatMap((wish) => {
      const address = webAddress(wish.url);
      return address ? [{ ...wish, address }] : [];
    })
    .map(({ name, address, createdAt = "", tags, description }) => {
      const seconds = Math.floor(Date.parse(createdAt) / 1000);
      const date = Number.isNaN(seconds) ? "" : safe` ADD_DATE="${seconds}"`;
      const words = tags ? safe` TAGS="${tags.join(",")}"` : "";
      const text = description === undefined ? "" : safe`    <DD>${description}\n`;
      return safe`    <DT><A HREF="${address.href}"${date}${words}>${name}</A>\n${text}`;
    });
  return safe`<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Wishes</TITLE>
<H1>Wishes</H1>
<DL><p>
${items}</DL><p>`;
}

/** Writes wishes as a list in Markdown. */
export function writeMarkdown(wishes: readonly ListedWish[]): string {
  const items = wishes.map((wish) => {
    const name = escapeMarkdown(wish.name);
    // What would end the address early, or be taken for a sign of Markdown.
    const address = webAddress(wish.url)?.href.replace(/[<>\\\s]/gu, encodeURIComponent);
    const title = address === undefined ? name : `[${name}](<${address}>)`;
    const lines = wish.description?.split("\n").map((line) => escapeMarkdown(line.trim())) ?? [];
    return [`- ${[title, ...detailsOf(wish)].join(" · ")}`, ...lines.filter(Boolean).map((line) => `\n  ${line}`)].join(
      "\n",
    );
  });
  return ["# Wishes", "", ...items].join("\n");
}

function detailsOf({ price, priority, quantity, tags, status }: ListedWish): string[] {
  return [
    ...(price ? [writeValue("amount", price)] : []),
    ...(priority ? [`priority ${priority}`] : []),
    ...(quantity ? [`quantity ${quantity}`] : []),
    ...(tags ? [tags.join(", ")] : []),
    ...(status === "got" ? ["got"] : []),
  ];
}

/** Puts a backslash before each ASCII sign that Markdown could take for its own (CommonMark §2.4). */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-.!|~&:@]/gu, String.raw`\$&`);
}
