import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A page of a shop: what it says, and how it is sent. */
export interface ShopPage {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Sends the body in place of `body`. */
  send?: (response: ServerResponse) => void;
}

export interface Shop extends AsyncDisposable {
  origin: string;
  pages: Map<string, ShopPage>;
  /** The paths that were asked for. */
  asked: string[];
  headers: ReturnType<typeof Object.fromEntries>[];
  /** The connections on which an answer is under way. */
  openAnswers: number;
}

/** Starts a shop on a free port of 127.0.0.1; what it has no page for, it answers with 404. */
export async function startShop(pages: Record<string, ShopPage> = {}): Promise<Shop> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    shop.asked.push(path);
    shop.headers.push(request.headers);
    const page = shop.pages.get(path) ?? { status: 404, body: "<title>Not found</title>" };
    shop.openAnswers += 1;
    response.on("close", () => (shop.openAnswers -= 1));
    response.writeHead(page.status ?? 200, { "content-type": "text/html; charset=utf-8", ...page.headers });
    if (page.send) page.send(response);
    else response.end(page.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const shop: Shop = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages: new Map(Object.entries(pages)),
    asked: [],
    headers: [],
    openAnswers: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return shop;
}

/** A page with these values in a script of JSON-LD in its head. */
export function jsonLdPage(...values: unknown[]): ShopPage {
  const scripts = values.map((value) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`);
  return { body: `<!doctype html><html><head><title>Shop</title>${scripts.join("")}</head><body>…</body></html>` };
}

/** A product as shops describe it for search engines. */
export function product(name: string, price: unknown, others: object = {}): object {
  const offers = { "@type": "Offer", price, priceCurrency: "EUR", availability: "https://schema.org/InStock" };
  return { "@context": "https://schema.org/", "@type": "Product", name, offers, ...others };
}
