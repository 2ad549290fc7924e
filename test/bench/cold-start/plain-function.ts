import { randomUUID } from "node:crypto";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env["WISH_TABLE_NAME"];

/** What one would write first: both routes, the SDK's document client with its defaults, no checks, no log. */
export async function handler(event: APIGatewayProxyEventV2) {
  return event.routeKey.startsWith("POST") ? add(event) : list(event);
}

async function list(event: APIGatewayProxyEventV2) {
  const query = new QueryCommand({
    TableName,
    IndexName: "NewestFirst",
    KeyConditionExpression: "#list = :list",
    ProjectionExpression: "#id, #name, #description, #url, #createdAt",
    ExpressionAttributeNames: {
      "#list": "list",
      "#id": "id",
      "#name": "name",
      "#description": "description",
      "#url": "url",
      "#createdAt": "createdAt",
    },
    ExpressionAttributeValues: { ":list": "default" },
    ScanIndexForward: false,
    Limit: Number(event.queryStringParameters?.["limit"] ?? 1000),
  });
  const { Items = [] } = await documents.send(query);
  return json(200, { Items, Count: Items.length });
}

async function add(event: APIGatewayProxyEventV2) {
  const wish = { id: randomUUID(), ...JSON.parse(event.body ?? ""), createdAt: new Date().toISOString() };
  const Item = { ...wish, list: "default" };
  await documents.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" }));
  return json(201, wish);
}

function json(statusCode: number, body: object) {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
