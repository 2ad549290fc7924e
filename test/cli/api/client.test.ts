import { describe, expect, it } from "vitest";

import { createApiClient } from "../../../cli/api/client.ts";
import type { HttpRequest, HttpResponse } from "../../../cli/http/message.ts";
import { createTimeLimit } from "../../../cli/http/time-limit.ts";
import { openListCache } from "../../../cli/list/list-cache.ts";
import type { RunSettings } from "../../../cli/settings.ts";

const apiUrl = "https://api.example/stage/wish-list-service";
const answer = (status: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: JSON.stringify(body),
});
const refused = answer(401, {}, { "www-authenticate": 'Bearer error="invalid_token", error_description="it is old"' });

/** A client of an API that gives these answers, the last one again and again. */
function clientOf(answers: HttpResponse[]) {
  const sent: HttpRequest[] = [];
  let renewals = 0;
  const client = createApiClient(apiUrl, {
    settings: { signIn: undefined } as RunSettings,
    timeLimit: createTimeLimit(
      30_000,
      () => 0,
      () => {},
    ),
    async send({ patience: _patience, ...request }) {
      sent.push(request);
      return answers[Math.min(sent.length, answers.length) - 1]!;
    },
    lists: openListCache({ folder: "/nowhere", userId: undefined, now: () => 0 }),
    sessions: async () => ({
      accessToken: async () => ({ value: "first", origin: "the keychain" }),
      async renew() {
        renewals += 1;
        return { value: "renewed", origin: "the keychain" };
      },
    }),
    now: () => 0,
    wait: async () => {},
    random: () => 0,
  });
  return { client, sent, renewals: () => renewals };
}

/** Asks an API for a gift link that answers with this address. */
function askForLink(url: string) {
  const answered = answer(200, { list: "default", revealOn: "2027-12-24", url });
  return clientOf([answered]).client.call("giftLink", { path: { list: "default" }, body: {} });
}

describe("a call", () => {
  const page = answer(200, { Items: [], Count: 0 });
  const added = answer(201, { id: "1" });
  const body = { name: "Tea" };

  it("goes where the API is, with its query and without a token where none is needed", async () => {
    const { client, sent } = clientOf([page]);
    await client.call("list", { query: { limit: 5, nextToken: undefined } });
    expect(sent).toEqual([{ url: `${apiUrl}?limit=5`, method: "GET", headers: { accept: "application/json" } }]);
  });

  it.each([429, 500, 502, 503, 504])("is repeated after %i where that does nothing twice", async (status) => {
    const trouble = answer(status, {});
    const list = clientOf([trouble, page]);
    expect(await list.client.call("list")).toEqual({ wishes: [], nextToken: undefined });
    expect(list.sent).toHaveLength(2);

    const keyed = clientOf([trouble, added]);
    expect(await keyed.client.call("add", { body, idempotencyKey: "k" })).toEqual({ id: "1", name: "Tea" });
    expect(keyed.sent.map(({ headers }) => headers?.["idempotency-key"])).toEqual(["k", "k"]);

    const plain = clientOf([trouble, added]);
    await expect(plain.client.call("add", { body })).rejects.toMatchObject({ code: "service_unavailable" });
    expect(plain.sent).toHaveLength(1);
  });

  it("is sent once more with a renewed token, and not a third time", async () => {
    const once = clientOf([refused, added]);
    await once.client.call("add", { body });
    expect(once.sent.map(({ headers }) => headers?.["authorization"])).toEqual(["Bearer first", "Bearer renewed"]);

    const twice = clientOf([refused]);
    await expect(twice.client.call("add", { body })).rejects.toMatchObject({
      code: "unauthorized",
      message: "The API refused the token from the keychain: it is old.",
    });
    expect(twice.sent.filter(({ method }) => method === "POST")).toHaveLength(2);
    expect(twice.renewals()).toBe(1);
  });

  it("is refused with what the API says", async () => {
    const { client } = clientOf([answer(422, { message: "No.", errors: [{ field: "name", message: "Too long." }] })]);
    await expect(client.call("add", { body })).rejects.toMatchObject({
      code: "request_refused",
      message: "The API answered 422: No.",
      hints: ["Too long."],
    });
  });

  it("gives a gift link as an address, without what a terminal would obey, and takes no other text for one", async () => {
    const { url } = await askForLink("https://api.example/g?list=default&code=\u001B[2Jcode");
    expect(url?.href).toBe("https://api.example/g?list=default&code=%1B[2Jcode");
    await expect(askForLink("nowhere")).rejects.toMatchObject({ code: "unexpected_answer" });
  });
});
