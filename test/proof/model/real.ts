import { type DynamoDBDocumentClient, DeleteCommand, paginateScan } from "@aws-sdk/lib-dynamodb";

import { scopes, wishesPath } from "../../../service/contract.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { dynamoDbAt, storeThrough } from "../../support/table.ts";
import { createTestService, type TestService } from "../../support/test-service.ts";
import type { Answer, Asked } from "./requests.ts";
import { Steps } from "./steps.ts";

/** The service on a table, and what was counted on the way. */
export class Real {
  readonly client: DynamoDBDocumentClient;
  readonly service: TestService;
  readonly steps = new Steps();
  /** How often each operation was answered how. */
  readonly answered = new Map<string, number>();

  constructor(endpoint: string) {
    this.client = connectToDynamoDb(dynamoDbAt(endpoint));
    this.steps.watch(this.client);
    this.service = createTestService(storeThrough(this.client));
  }

  async ask(asked: Asked): Promise<Answer> {
    const { operation, by, id, body, key, ifMatch, shelf } = asked;
    const caller = { subject: `auth0|${by}`, ...(by === "keeper" && { scopes: [scopes.manage] }) };
    const { response } = await {
      list: () => this.service.ask(`GET ${wishesPath}`, { query: { status: shelf } }),
      show: () => this.service.onWish("GET", id),
      add: () => this.service.add(body, { ...caller, key }),
      change: () => this.service.onWish("PATCH", id, { ...caller, json: body, key, ifMatch }),
      remove: () => this.service.onWish("DELETE", id, { ...caller, key, ifMatch }),
    }[operation]();
    const { status } = response;
    if (status >= 300 || status === 204) return { status };
    const answer = JSON.parse(response.body) as object;
    if (!("Items" in answer)) return { status, wish: timeless(answer) };
    return { status, wishes: (answer.Items as object[]).map(timeless) };
  }

  async items(): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    for await (const page of paginateScan({ client: this.client }, { TableName: "WishList", ConsistentRead: true })) {
      items.push(...(page.Items ?? []));
    }
    return items;
  }

  async empty(): Promise<void> {
    for (const { id } of await this.items()) {
      await this.client.send(new DeleteCommand({ TableName: "WishList", Key: { id } }));
    }
  }
}

function timeless(wish: object): object {
  const { updatedAt: _updatedAt, ...rest } = wish as { updatedAt?: string };
  return rest;
}
