import { Readable } from "node:stream";
import { constants, createGzip, gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTimeLimit } from "../../../cli/http/time-limit.ts";
import { createFetchPage, pageLimits, type PageLimits } from "../../../cli/shop/fetch-page.ts";
import { readProduct } from "../../../cli/shop/read-product.ts";
import type { Zone } from "../../../cli/shop/zone.ts";
import { startProxy } from "../../support/proxy.ts";
import { jsonLdPage, product, type Shop, type ShopPage, startShop } from "../../support/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

interface Reading {
  limits?: Partial<PageLimits>;
  from?: Zone;
  variables?: Record<string, string>;
}

const output = { columns: undefined, print: async () => {}, note() {}, flush: async () => {} } as never;
const now = () => performance.now();

async function read(address: string, { limits, from, variables = {} }: Reading = {}) {
  const environment = { variables, nodeVersion: "20.19.0", version: "0", now };
  const fetchPage = createFetchPage({ environment, settings: { debug: false }, output }, { ...pageLimits, ...limits });
  const patience = createTimeLimit(30_000, now, () => {}).begin();
  return fetchPage({ address, from, patience }, readProduct);
}

/** Puts a page into the shop and reads it; what was found in one line a field, or the failure. */
async function found(page: ShopPage, reading?: Reading): Promise<Record<string, string>> {
  shop.pages.set("/item", page);
  try {
    const { name, price, description, isSoldOut, doubt } = await read(`${shop.origin}/item`, reading);
    return {
      ...(name && { name: `${name.value} (${name.source})` }),
      ...(price && { price: `${price.value.amount} ${price.value.currency} (${price.source})` }),
      ...(description && { description: `${description.value} (${description.source})` }),
      ...(isSoldOut && { soldOut: "yes" }),
      ...(doubt !== undefined && { doubt }),
    };
  } catch (error) {
    return { failure: (error as Error).message.replace(shop.origin.slice("http://".length), "shop") };
  }
}

const html = (head: string, body = "", headers = {}): ShopPage => ({
  body: `<!doctype html><html><head>${head}</head><body>${body}</body></html>`,
  headers,
});
const meta = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, content]) => `<meta property="${name}" content="${content}">`)
    .join("");
const script = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const lamp = { name: "Lamp (JSON-LD)", price: "39.90 EUR (JSON-LD)" };

const pages: [shape: string, page: ShopPage, found: Record<string, string>][] = [
  ["JSON-LD in the head", jsonLdPage(product("Lamp", "39.90")), lamp],
  ["JSON-LD in the body", html("<title>Shop</title>", script(product("Lamp", 39.9))), lamp],
  ["the second of two scripts", jsonLdPage({ "@type": "BreadcrumbList" }, product("Lamp", "39.9")), lamp],
  ["a @graph", jsonLdPage({ "@graph": [{ "@type": "WebSite", name: "Shop" }, product("Lamp", 39.9)] }), lamp],
  ["a list", jsonLdPage([{ "@type": "Organization", name: "Shop" }, product("Lamp", "39.90")]), lamp],
  [
    "several types, spelled out",
    jsonLdPage(product("Lamp", "39,90", { "@type": ["https://schema.org/Product", "Thing"] })),
    lamp,
  ],
  ["what a page is mainly about", jsonLdPage({ "@type": "ItemPage", mainEntity: product("Lamp", "39.90") }), lamp],
  [
    "a script that breaks a line within a text",
    html(`<script type='application/ld+json'>{"@type":"Product","name":"Two\nlines"}</script>`),
    { name: "Two lines (JSON-LD)" },
  ],
  [
    "a script in a comment",
    html(`<script type="application/ld+json"><!-- ${JSON.stringify(product("Lamp", 39.9))} --></script>`),
    lamp,
  ],
  [
    "a broken script, and a good one",
    html(`<script type="application/ld+json">{"@type":"Product",}</script>${script(product("Lamp", 39.9))}`),
    lamp,
  ],
  [
    "entities and markup in JSON-LD",
    jsonLdPage(
      product("Tea &amp; Co <b>green</b>", 4, { description: "<p>First&nbsp;line</p><p>Second \u202Eline</p>" }),
    ),
    {
      name: "Tea & Co green (JSON-LD)",
      price: "4.00 EUR (JSON-LD)",
      description: "First line\nSecond line (JSON-LD)",
    },
  ],
  [
    "an AggregateOffer",
    jsonLdPage(
      product("Lamp", 0, {
        offers: { "@type": "AggregateOffer", lowPrice: "39.90", highPrice: "59.90", priceCurrency: "EUR" },
      }),
    ),
    { name: "Lamp (JSON-LD)", price: "39.90 EUR (JSON-LD, the lowest of several)" },
  ],
  [
    "variants of a ProductGroup",
    jsonLdPage({
      "@type": "ProductGroup",
      name: "Lamp",
      hasVariant: [product("Lamp L", "59.90"), product("Lamp S", "39.90")],
    }),
    { name: "Lamp (JSON-LD)", price: "39.90 EUR (JSON-LD, the lowest of several)" },
  ],
  [
    "a priceSpecification",
    jsonLdPage(
      product("Lamp", undefined, { offers: [{ priceSpecification: [{ price: 39.9, priceCurrency: "EUR" }] }] }),
    ),
    lamp,
  ],
  [
    "a product that is sold out",
    jsonLdPage(
      product("Lamp", "39.90", {
        offers: { price: "39.90", priceCurrency: "EUR", availability: "http://schema.org/OutOfStock" },
      }),
    ),
    { ...lamp, soldOut: "yes" },
  ],
  [
    "Open Graph",
    html(
      meta({
        "og:title": "Lamp",
        "og:description": "It shines &amp; glows.",
        "product:price:amount": "39.9000",
        "product:price:currency": "eur",
      }),
    ),
    { name: "Lamp (Open Graph)", price: "39.90 EUR (Open Graph)", description: "It shines & glows. (Open Graph)" },
  ],
  [
    "JSON-LD without a price, and Open Graph with one",
    html(
      script({ "@type": "Product", name: "Lamp" }) +
        meta({ "og:title": "Lamp | Shop", "og:price:amount": "39.90", "og:price:currency": "EUR" }),
    ),
    { name: "Lamp (JSON-LD)", price: "39.90 EUR (Open Graph)" },
  ],
  [
    "microdata",
    html(
      "<title>Lamp - Shop</title>",
      `<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Lamp</h1>
       <div itemprop="brand" itemscope itemtype="https://schema.org/Brand"><span itemprop="name">Maker</span></div>
       <p itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price">39,90 €</span>
       <link itemprop="availability" href="https://schema.org/SoldOut"></p></div>`,
    ),
    { name: "Lamp (microdata)", price: "39.90 EUR (microdata)", soldOut: "yes" },
  ],
  [
    "microdata with values apart",
    html(
      "",
      `<div itemscope itemtype="http://schema.org/Product"><meta itemprop="name" content="Lamp"><div itemprop="offers" itemscope><meta itemprop="price" content="39.90"><meta itemprop="priceCurrency" content="EUR"></div></div>`,
    ),
    { name: "Lamp (microdata)", price: "39.90 EUR (microdata)" },
  ],
  [
    "a title alone",
    html('<title> A lamp\n for you </title><meta name="description" content="It shines.">'),
    { name: "A lamp for you (title)", description: "It shines. (meta description)" },
  ],
  [
    "a title in a picture before the page's own",
    html("<svg><title>Logo</title></svg><title>A lamp</title>"),
    { name: "A lamp (title)" },
  ],
  [
    "a price that could be two",
    jsonLdPage(product("Lamp", "1.299")),
    { name: "Lamp (JSON-LD)", doubt: '"1.299" could be more than one number (JSON-LD)' },
  ],
  [
    "a price without a currency",
    html(meta({ "og:title": "Lamp", "product:price:amount": "$39.90" })),
    { name: "Lamp (Open Graph)", doubt: '"$39.90" has no currency that is known (Open Graph)' },
  ],
  [
    "a price of nothing",
    jsonLdPage(product("Lamp", "0.00")),
    { name: "Lamp (JSON-LD)", doubt: '"0.00" is nothing (JSON-LD)' },
  ],
  [
    "a price that could be two, and one that is clear",
    html(script(product("Lamp", "1.299")) + meta({ "og:price:amount": "1,299.00", "og:price:currency": "EUR" })),
    { name: "Lamp (JSON-LD)", price: "1299.00 EUR (Open Graph)" },
  ],
  [
    "windows-1252 by its header",
    {
      headers: { "content-type": "text/html; charset=windows-1252" },
      body: Buffer.from("<title>Lampe f\xFCr 5\x80</title>", "latin1"),
    },
    { name: "Lampe für 5€ (title)" },
  ],
  [
    "Shift_JIS by its meta element",
    {
      headers: { "content-type": "text/html" },
      body: Buffer.concat([
        Buffer.from('<meta charset="Shift_JIS"><title>'),
        Buffer.from([0x83, 0x89, 0x83, 0x93, 0x83, 0x76]),
        Buffer.from("</title>"),
      ]),
    },
    { name: "ランプ (title)" },
  ],
  [
    "UTF-16 by its byte order mark",
    { body: Buffer.from("\uFEFF<title>Lampe für dich</title>", "utf16le") },
    { name: "Lampe für dich (title)" },
  ],
  [
    "windows-1252 that calls itself UTF-8",
    { body: Buffer.from("<title>Lampe f\xFCr 5\x80</title>", "latin1") },
    { name: "Lampe für 5€ (title)" },
  ],
  [
    "gzip",
    { headers: { "content-encoding": "gzip" }, body: gzipSync(String(jsonLdPage(product("Lamp", 39.9)).body)) },
    lamp,
  ],
  [
    "a byte at a time",
    {
      send: (response) =>
        void Readable.from(Buffer.from(String(jsonLdPage(product("Lämp", 39.9)).body)).toString("latin1"))
          .map((byte: string) => Buffer.from(byte, "latin1"))
          .pipe(response),
    },
    { name: "Lämp (JSON-LD)", price: "39.90 EUR (JSON-LD)" },
  ],
  [
    "a name longer than a wish may have",
    html(`<title>${"🪁".repeat(300)}</title>`),
    { name: `${"🪁".repeat(199)}… (title)` },
  ],
];

const refusals: [shape: string, page: ShopPage, failure: string][] = [
  [
    "a bot wall with 403",
    { status: 403, body: "<title>Just a moment...</title>" },
    "shop does not show the page to programs, or is in trouble (403).",
  ],
  [
    "a bot wall with 200",
    html("<title>Just a moment...</title>"),
    'shop asks whether a person reads it ("Just a moment...").',
  ],
  ["a sign-in", html("<title>Sign in - Shop</title>"), 'shop asks for a sign-in ("Sign in - Shop").'],
  ["an error with 200", html("<title>Page not found</title>"), 'shop shows an error ("Page not found").'],
  ["a page that is gone", { status: 410 }, "shop has no such page (410)."],
  ["an empty page", html(""), "shop says nothing of a product there."],
  [
    "a PDF",
    { headers: { "content-type": "application/pdf" }, body: "%PDF" },
    "shop has no web page there, but application/pdf.",
  ],
  [
    "a redirect to file:",
    { status: 302, headers: { location: "file:///etc/passwd" } },
    "shop leads to file: and not to a web page.",
  ],
  ["a redirect loop", { status: 302, headers: { location: "/item" } }, "shop redirects more than 5 times."],
];

describe("of a page of a shop", () => {
  it.each(pages)("%s is found what it says", async (_, page, expected) => {
    expect(await found(page)).toEqual(expected);
  });

  it.each(refusals)("%s is not taken for a product", async (_, page, failure) => {
    expect(await found(page)).toEqual({ failure });
  });

  it("is found what it says after five redirects, and not after six", async () => {
    shop.pages.set("/0", jsonLdPage(product("Lamp", 39.9)));
    for (let n = 1; n <= 6; n += 1) shop.pages.set(`/${n}`, { status: 301, headers: { location: `/${n - 1}` } });
    expect((await read(`${shop.origin}/5`)).name?.value).toBe("Lamp");
    await expect(read(`${shop.origin}/6`)).rejects.toThrow("redirects more than 5 times");
  });
});

const endless = (first: string, more: string): ShopPage => ({
  send(response) {
    response.write(first);
    Readable.from(
      (function* () {
        for (;;) yield more.repeat(Math.ceil(10_000 / more.length));
      })(),
    ).pipe(response);
  },
});

describe("a hostile page", () => {
  it.each([
    ["without an end", endless("<title>Lamp</title>", "<p>x</p>"), { name: "Lamp (title)" }],
    [
      "with JSON-LD without an end",
      endless('<title>Lamp</title><script type="application/ld+json">', "[{"),
      { name: "Lamp (title)" },
    ],
    ["nested without an end", endless("<title>Lamp</title>", "<b>"), { name: "Lamp (title)" }],
    [
      "that closes what is not open, without an end",
      endless(`<title>Lamp</title>${"<b>".repeat(499)}`, "</i>"),
      { name: "Lamp (title)" },
    ],
    [
      "of properties without an end",
      endless(`<title>Lamp</title><div itemscope>${"<b itemprop=a>".repeat(490)}`, "a<i itemprop=b>"),
      { name: "Lamp (title)" },
    ],
    [
      "with properties that every object has",
      html("<title>Lamp</title>", `<div itemscope><b itemprop="constructor __proto__ toString">x</b></div>`),
      { name: "Lamp (title)" },
    ],
    [
      "with JSON-LD nested 10,000 deep",
      html(`<title>Lamp</title><script type="application/ld+json">${"[".repeat(10_000)}${"]".repeat(10_000)}</script>`),
      { name: "Lamp (title)" },
    ],
    [
      "with elements nested 10,000 deep",
      html(`<title>Lamp</title>${"<div>".repeat(10_000)}`),
      { name: "Lamp (title)" },
    ],
    [
      "with a sparse price",
      html(`<title>Lamp</title>`, script(product("Lamp", "9".repeat(100_000)))),
      { name: "Lamp (JSON-LD)" },
    ],
  ] as const)("%s is read up to the limits, and let go", async (_, page, expected) => {
    // What ends it is what it sends, not how long that takes.
    expect(await found(page, { limits: { milliseconds: 50_000 } })).toEqual(expected);
    await expect.poll(() => shop.openAnswers).toBe(0);
  });

  it("that becomes 100 MB once it is unpacked is unpacked up to the limit", async () => {
    const packed = gzipSync(`<title>Lamp</title>${" ".repeat(100_000_000)}${script(product("Other", 1))}`);
    const page = { headers: { "content-encoding": "gzip" }, body: packed };
    expect(await found(page)).toEqual({ name: "Lamp (title)" });
  });

  it("that stalls is given up, and what came until then is kept, packed or not", async () => {
    const limits = { milliseconds: 300 };
    const beginning = "<title>Lamp</title><p>";
    expect(await found({ send: (response) => void response.write(beginning) }, { limits })).toEqual({
      name: "Lamp (title)",
    });
    const packed: ShopPage = {
      headers: { "content-encoding": "gzip" },
      send(response) {
        const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
        gzip.pipe(response);
        gzip.write(beginning);
      },
    };
    expect(await found(packed, { limits })).toEqual({ name: "Lamp (title)" });
    expect(await found({ send() {} }, { limits })).toEqual({
      failure: "shop did not answer within 0.3 seconds.",
    });
    await expect.poll(() => shop.openAnswers).toBe(0);
  });
});

const at = (host: string) => `http://${host}:${new URL(shop.origin).port}/item`;

describe("an address", () => {
  const hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "0.0.0.0"];

  it.each(hosts)("of this machine, %s, is fetched for a link from here", async (host) => {
    shop.pages.set("/item", jsonLdPage(product("Lamp", 39.9)));
    expect((await read(at(host), { from: "loopback" })).name?.value).toBe("Lamp");
  });

  it.each(hosts)("of this machine, %s, is not fetched for a link from outside", async (host) => {
    const before = shop.asked.length;
    for (const from of ["private", "public"] as const) {
      await expect(read(at(host), { from })).rejects.toThrow("is on this machine or its network");
    }
    expect(shop.asked.length).toBe(before);
  });

  it("of this machine is not fetched for a redirect from elsewhere", async () => {
    await using proxy = await startProxy();
    proxy.hosts.set("shop.example", shop.origin);
    shop.pages.set("/item", { status: 302, headers: { location: `${shop.origin}/secret` } });
    const variables = { HTTP_PROXY: proxy.address };
    const before = shop.asked.length;
    await expect(read("http://shop.example/item", { variables })).rejects.toThrow("the link to it came from outside");
    expect(shop.asked.slice(before)).toEqual(["/item"]);
    shop.pages.set("/item", jsonLdPage(product("Lamp", 39.9)));
    expect((await read("http://shop.example/item", { variables })).name?.value).toBe("Lamp");
  });
});
