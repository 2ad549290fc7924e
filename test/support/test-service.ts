import { listsPath, scopes, wishesPath } from "../../service/contract.ts";
import type { ServiceRequest } from "../../service/http.ts";
import { addWish } from "../../service/operations/add.ts";
import { changeWish, removeWish } from "../../service/operations/change.ts";
import { listWishes } from "../../service/operations/list.ts";
import { listLists, putList, removeList, showList } from "../../service/operations/lists.ts";
import { describeResource } from "../../service/operations/metadata.ts";
import { showWish } from "../../service/operations/show.ts";
import { createPages, failurePage } from "../../service/page/answers.ts";
import { createService, type Outcome } from "../../service/service.ts";
import { checkContract } from "./openapi.ts";
import type { TestStore } from "./table.ts";

export type Ask = Partial<ServiceRequest> & {
  key?: string | undefined;
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
  /** A text is sent as it is. */
  json?: unknown;
};

/** The functions' operations on one store. Every answer is checked against the document of the contract. */
export interface TestService {
  /** What the service takes for now: a second more with each look. */
  clock: { milliseconds: number };
  ask(routeKey: string, request?: Ask): Promise<Outcome>;
  add(wish: unknown, request?: Ask): Promise<Outcome>;
  /** Asks about one wish, as Ada unless somebody else is named. */
  onWish(method: "GET" | "PATCH" | "DELETE", id: string, request?: Ask): Promise<Outcome>;
  /** Asks about one list, as Ada unless somebody else is named. */
  onList(method: "GET" | "PUT" | "DELETE", list: string, request?: Ask): Promise<Outcome>;
}

export function createTestService(store: TestStore): TestService {
  const clock = { milliseconds: Date.parse("2026-11-22T10:00:00.000Z") };
  const now = () => new Date((clock.milliseconds += 1000));
  const parts = { store, now, manageScope: scopes.manage };
  const apiEndpoint = "https://api.test";
  const { page, ...feeds } = createPages({ store, apiEndpoint, now: () => clock.milliseconds });
  const answers = {
    list: listWishes(store),
    show: showWish(store),
    add: addWish(store, now),
    change: changeWish(parts),
    remove: removeWish(parts),
    lists: listLists(store),
    showList: showList(store),
    putList: putList(parts),
    removeList: removeList(parts),
    metadata: describeResource({
      apiEndpoint,
      issuer: "https://tenant.test/",
      audience: "https://audience.test",
      clientId: "client",
      requiresScopes: true,
    }),
    page,
    pageHead: page,
    ...feeds,
  };
  const service = createService(answers, failurePage);
  let requests = 0;
  const ask: TestService["ask"] = async (routeKey, { key, ifMatch, ifNoneMatch, json, ...request } = {}) => {
    requests += 1;
    const headers = {
      ...(json !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
      ...(ifMatch !== undefined && { "if-match": ifMatch }),
      ...(ifNoneMatch !== undefined && { "if-none-match": ifNoneMatch }),
    };
    const body = Buffer.from(typeof json === "string" ? json : JSON.stringify(json ?? ""));
    const given = { requestId: `request-${requests}=`, routeKey, path: {}, query: {}, headers, body };
    const outcome = await service({ ...given, ...request }, new AbortController().signal);
    const [method = "", path = ""] = routeKey.split(" ");
    const { status, headers: answered, body: answer } = outcome.response;
    const answeredBody = method === "HEAD" ? {} : { body: answer };
    checkContract({ method, path, status, headers: new Headers(answered), ...answeredBody });
    return outcome;
  };
  return {
    clock,
    ask,
    add: (wish, request) => ask(`POST ${wishesPath}`, { subject: "auth0|ada", json: wish, ...request }),
    onWish: (method, id, request) =>
      ask(`${method} ${wishesPath}/{id}`, {
        ...(method !== "GET" && { subject: "auth0|ada" }),
        path: { id },
        ...request,
      }),
    onList: (method, list, request) =>
      ask(`${method} ${listsPath}/{list}`, {
        ...(method !== "GET" && { subject: "auth0|ada" }),
        path: { list },
        ...request,
      }),
  };
}

export function bodyOf({ response }: Outcome): unknown {
  return JSON.parse(response.body);
}
