import { randomUUID } from "node:crypto";

import type autocannon from "autocannon";

import type { WishPage } from "../../service/answers.ts";
import { wishesPath } from "../../service/contract.ts";

/** One kind of traffic: the requests that each connection sends in turn, and what a right answer is. */
export interface Traffic {
  name: string;
  requests: autocannon.Request[];
  /** Of a right answer. Default 2xx. */
  status?: "2xx" | "3xx";
  isRight: (body: string) => boolean;
}

export const pageSize = 25;

const getPage = { method: "GET", path: `${wishesPath}?limit=${pageSize}` } as const;

export const pagePath = getPage.path;

export const reading: Traffic = { name: `GET of ${pageSize}`, requests: [getPage], isRight: isPage };

export function writing(token: string): Traffic {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "A kite", url: "https://example.org/kites/1" });
  const post = {
    method: "POST",
    path: wishesPath,
    body,
    headers,
    setupRequest: (request: object) => ({ ...request, headers: { ...headers, "idempotency-key": randomUUID() } }),
  } as const;
  return { name: "POST", requests: [post], isRight: isWish };
}

export function mixed(token: string): Traffic {
  const requests = [getPage, getPage, getPage, getPage, ...writing(token).requests];
  return { name: "4 GET to 1 POST", requests, isRight: (body) => isPage(body) || isWish(body) };
}

export function isPage(body: string): boolean {
  const page = JSON.parse(body) as Partial<WishPage>;
  return page.Items?.length === pageSize && page.NextToken !== undefined;
}

function isWish(body: string): boolean {
  const wish = JSON.parse(body) as { id?: string; name?: string };
  return wish.id?.length === 26 && wish.name === "A kite";
}
