import { operations, routeKeyOf, scopes } from "../../service/contract.ts";
import { createGiftPages, giftFailurePage } from "../../service/gifts/answers.ts";
import { listGifts, putGiftLink } from "../../service/gifts/link.ts";
import type { GiftStore } from "../../service/gifts/store.ts";
import type { ServiceRequest } from "../../service/http.ts";
import { createService, type Outcome } from "../../service/service.ts";
import type { ListReader, OwnerReader, WishReader } from "../../service/store/store.ts";
import { checkContract } from "./openapi.ts";
import { select } from "./page.ts";

type GiftOperation = "giftLink" | "gifts" | "giftPage" | "claim" | "releasePage" | "release";

export type Fields = Record<string, string>;

/** The operations of the function `give`, as people use them. Every answer is checked against the document. */
export interface GiftService {
  /** What the service takes for now; it stands still unless it is set. */
  clock: { milliseconds: number };
  ask(name: GiftOperation, request?: Partial<ServiceRequest>): Promise<Outcome>;
  /** Asks for the gift link of a list, as Ada unless somebody else is named. */
  putLink(body: object, request?: Partial<ServiceRequest> & { list?: string }): Promise<Outcome>;
  /** Lists who gave what, as Ada unless somebody else is named. */
  listGifts(request?: Partial<ServiceRequest>): Promise<Outcome>;
  /** Looks at the page of a gift link. */
  open(query: Fields, headers?: Fields): Promise<Outcome>;
  /** Sends a form. */
  send(name: "claim" | "release", fields: Fields, headers?: Fields): Promise<Outcome>;
  look(query: Fields): Promise<Outcome>;
}

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

export function createGiftService(gifts: GiftStore, store: WishReader & ListReader & OwnerReader): GiftService {
  const clock = { milliseconds: Date.parse("2026-11-22T10:00:00.000Z") };
  const now = () => new Date(clock.milliseconds);
  const parts = {
    gifts,
    wishes: store,
    lists: store,
    now,
    apiEndpoint: "https://api.test",
    manageScope: scopes.manage,
  };
  const answers = { giftLink: putGiftLink(parts), gifts: listGifts(parts), ...createGiftPages(parts) };
  const service = createService(answers, giftFailurePage);
  const ask: GiftService["ask"] = async (name, request = {}) => {
    const { method, path } = operations[name];
    const routeKey = routeKeyOf(operations[name]);
    const given = { requestId: "request=", routeKey, path: {}, query: {}, headers: {}, body: new Uint8Array() };
    const outcome = await service({ ...given, ...request }, new AbortController().signal);
    const { status, headers, body } = outcome.response;
    checkContract({ method, path, status, headers: new Headers(headers), body });
    return outcome;
  };
  return {
    clock,
    ask,
    putLink: (body, { list = "default", ...request } = {}) =>
      ask("giftLink", {
        subject: "auth0|ada",
        path: { list },
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify(body)),
        ...request,
      }),
    listGifts: (request) => ask("gifts", { subject: "auth0|ada", path: { list: "default" }, ...request }),
    open: (query, headers) => ask("giftPage", { query, headers: { ...browser, ...headers } }),
    send: (name, fields, headers) =>
      ask(name, {
        headers: { ...browser, "content-type": "application/x-www-form-urlencoded", ...headers },
        body: Buffer.from(new URLSearchParams(fields).toString()),
      }),
    look: (query) => ask("releasePage", { query, headers: browser }),
  };
}

/** What the query of an address says. */
export function queryOf(url: string): Fields {
  return Object.fromEntries(new URL(url, "https://api.test").searchParams);
}

/** The fields of the forms of a page, as a browser would send them if nothing is filled in; with `action`, of these. */
export function formsOf(page: string, action = ""): Fields[] {
  return page
    .split("<form ")
    .slice(1)
    .map((part) => `<!doctype html><form ${part.split("</form>")[0]}</form>`)
    .filter((form) => select(form, "form")[0]!.attributes["action"]!.includes(action))
    .map((form) =>
      Object.fromEntries(
        select(form, "input").map(({ attributes: { name, value = "" } }) => [name, value] as [string, string]),
      ),
    );
}
