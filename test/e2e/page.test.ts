import { describe, expect } from "vitest";

import { send } from "../infra/local/gateway/start-gateway.ts";
import { it } from "../support/fixtures.ts";
import { contractFetch as fetch } from "../support/openapi.ts";
import { textsOf } from "../support/page.ts";
import { storedWish } from "../support/stored-wish.ts";
import { storeOn } from "../support/table.ts";

const browser = { accept: "text/html", "accept-language": "de-DE,de;q=0.9,en;q=0.8" };

describe("the page, from the bundle that is deployed, through the local gateway", () => {
  it("is at the address of the API, in the reader's language", async ({ stack }) => {
    await storeOn(stack.dynamodb).add(
      storedWish({ name: "Ein Drachen", price: { amount: "39.90", currency: "EUR" } }),
      new AbortController().signal,
    );
    const response = await fetch(`${stack.apiUrl}/`, { headers: browser });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const page = await response.text();
    expect(textsOf(page, "h2")).toEqual(["Ein Drachen"]);
    expect(textsOf(page, "p.price")).toEqual(["39,90\u00A0€"]);
    expect(page).toContain(`<a href="${stack.apiUrl}/">${stack.apiUrl}/</a>`);
  });

  it("answers HEAD with the headers of GET, and 304 to who has it", async ({ stack }) => {
    const { headers } = await fetch(`${stack.apiUrl}/`, { headers: browser });
    const head = await fetch(`${stack.apiUrl}/`, { method: "HEAD", headers: browser });
    expect(head.status).toBe(200);
    expect(head.headers.has("content-length")).toBe(false);
    for (const name of ["etag", "content-type", "content-security-policy", "vary", "cache-control"]) {
      expect(head.headers.get(name)).toBe(headers.get(name));
    }
    const known = await fetch(`${stack.apiUrl}/`, { headers: { ...browser, "if-none-match": headers.get("etag")! } });
    expect(known.status).toBe(304);
    expect(known.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("is a page also where there is none, as far as the function is asked", async ({ stack }) => {
    const response = await fetch(`${stack.apiUrl}/?page=7`, { headers: browser });
    expect(response.status).toBe(404);
    expect(textsOf(await response.text(), "h1")).toEqual(["Hier ist nichts"]);
    // What leads to no route, the gateway answers by itself.
    const port = Number(new URL(stack.apiUrl).port);
    expect(await send(port, "GET /favicon.ico", { headers: browser })).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  it("can be followed by feed readers", async ({ stack }) => {
    const atom = await fetch(`${stack.apiUrl}/feed.atom`);
    expect(await atom.text()).toContain('<title type="text">Ein Drachen</title>');
    const json = (await (await fetch(`${stack.apiUrl}/feed.json`)).json()) as { items: { title: string }[] };
    expect(json.items.map(({ title }) => title)).toEqual(["Ein Drachen"]);
  });
});
