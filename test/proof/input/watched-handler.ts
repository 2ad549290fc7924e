import type { Context } from "aws-lambda";
import { expect } from "vitest";

import { scopes } from "../../../service/contract.ts";
import { createHandler, type GatewayEvent } from "../../../service/lambda.ts";
import { addWish } from "../../../service/operations/add.ts";
import { changeWish, removeWish } from "../../../service/operations/change.ts";
import { listWishes } from "../../../service/operations/list.ts";
import { listLists, putList, removeList, showList } from "../../../service/operations/lists.ts";
import { describeResource } from "../../../service/operations/metadata.ts";
import { showWish } from "../../../service/operations/show.ts";
import { createService } from "../../../service/service.ts";
import { toItem } from "../../../service/store/item.ts";
import type { StoredWish } from "../../../service/store/store.ts";
import { checkContract } from "../../support/openapi.ts";
import { storedWish } from "../../support/stored-wish.ts";
import type { TestStore } from "../../support/table.ts";
import type { StoredItem } from "./stored-item.ts";

const signIn = {
  apiEndpoint: "https://api.test",
  issuer: "https://t/",
  audience: "a",
  clientId: "c",
  requiresScopes: true,
};
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

/** Wishes of another list, which no request may come upon. */
export const theirs = Array.from({ length: 5 }, (_, n) =>
  storedWish({
    id: `theirs-${n}`,
    list: "another",
    name: "A secret of theirs",
    createdAt: `2026-11-22T10:00:0${n}.000Z`,
    addedBy: "auth0|they",
  }),
);

export interface WatchedHandler {
  /** Sends an event to the handler, holds the answer against the contract, and gives its status. */
  handle(routeKey: string, event: Partial<GatewayEvent>): Promise<number>;
  /** What the service has asked the store to keep. */
  stored: StoredItem[];
  logged: string[];
  events: number;
}

const now = () => new Date();

/** The handler of all operations on one store. */
export function watchHandler(store: TestStore): WatchedHandler {
  const keep = (wish: StoredWish) => void watched.stored.push({ ...toItem(wish) });
  const watchedStore: TestStore = {
    ...store,
    async add(wish, signal) {
      keep(wish);
      return store.add(wish, signal);
    },
    async update(update, signal) {
      const changed = await store.update(update, signal);
      if (changed) keep(changed);
      return changed;
    },
  };
  const parts = { store: watchedStore, now, manageScope: scopes.manage };
  const service = createService({
    list: listWishes(store),
    show: showWish(store),
    add: addWish(watchedStore, now),
    change: changeWish(parts),
    remove: removeWish(parts),
    lists: listLists(store),
    showList: showList(store),
    putList: putList(parts),
    removeList: removeList(parts),
    metadata: describeResource(signIn),
  });
  const handler = createHandler(service, (line) => watched.logged.push(line));
  const watched: WatchedHandler = { handle, stored: [], logged: [], events: 0 };
  return watched;

  async function handle(routeKey: string, event: Partial<GatewayEvent>): Promise<number> {
    watched.events += 1;
    const requestContext = { requestId: `request-${watched.events}=`, ...event.requestContext };
    const whole = { version: "2.0", routeKey, headers: {}, isBase64Encoded: false, ...event, requestContext };
    const { statusCode = 0, headers = {}, body = "" } = await handler(whole as GatewayEvent, context);
    expect(statusCode).toBeLessThan(500);
    const [method = "", path = ""] = routeKey.split(" ");
    checkContract({ method, path, status: statusCode, headers: new Headers(headers as Record<string, string>), body });
    expect(body).not.toMatch(/theirs|auth0\|/u);
    return statusCode;
  }
}

/** What the gateway adds to an event on a route with an authorizer. */
export function withClaims(claims: Record<string, unknown>): Pick<GatewayEvent, "requestContext"> {
  return { requestContext: { authorizer: { jwt: { claims } } } as unknown as GatewayEvent["requestContext"] };
}
