import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

import { ifConditionHolds, orFailure } from "../store/dynamodb-client.ts";
import { nameOf, namesOf } from "../store/expressions.ts";
import type { Claims } from "./claims.ts";
import type { GiftLink, Gifts, GiftStore } from "./store.ts";

/** An item of the table; `purgeAt` is its TTL attribute, on which no read relies. */
interface Item {
  list: string;
  codeHash: string;
  owner: string;
  revealOn: string;
  claimsFrom?: string;
  version: number;
  claims: Claims;
  released?: readonly string[];
  purgeAt: number;
}

const linkAttributes = ["codeHash", "owner", "revealOn", "claimsFrom"] as const;

/** What tells whether a link is still the same: with the rest of it, the owner changes. */
const comparedAttributes = ["codeHash", "owner", "revealOn"] as const;

/** Keeps gifts in DynamoDB: one item a list, each write one conditional UpdateItem. */
export function createDynamoDbGiftStore(tableName: string, client: DynamoDBDocumentClient): GiftStore {
  async function get(list: string, signal: AbortSignal, attributes?: readonly string[]): Promise<Item | undefined> {
    const get = new GetCommand({
      TableName: tableName,
      Key: { list },
      ConsistentRead: true,
      ...(attributes && {
        ProjectionExpression: attributes.map(nameOf).join(", "),
        ExpressionAttributeNames: namesOf(attributes),
      }),
    });
    return (await orFailure(client.send(get, { abortSignal: signal }), signal)).Item as Item | undefined;
  }

  async function update(list: string, expressions: object, signal: AbortSignal): Promise<boolean> {
    const command = new UpdateCommand({ TableName: tableName, Key: { list }, ...expressions });
    return (await ifConditionHolds(client.send(command, { abortSignal: signal }), signal)) !== undefined;
  }

  return {
    async readLink(list, signal) {
      const item = await get(list, signal, linkAttributes);
      return item && linkOf(item);
    },

    async read(list, signal) {
      const item = await get(list, signal);
      if (!item) return undefined;
      const { claims, released = [], version } = item;
      return { link: linkOf(item), claims, released, version };
    },

    putLink(list, { before, ...link }, signal) {
      const names = Object.keys(link);
      const isAsBefore = before
        ? comparedAttributes.map((name) => `${nameOf(name)} = :before_${name}`).join(" AND ")
        : "attribute_not_exists(#list)";
      const expressions = {
        UpdateExpression: `SET ${[
          ...names.map((name) => `${nameOf(name)} = :${name}`),
          "#claims = if_not_exists(#claims, :none)",
          "#version = if_not_exists(#version, :zero)",
        ].join(", ")}`,
        ConditionExpression: isAsBefore,
        ExpressionAttributeNames: namesOf([...names, "claims", "version", ...(before ? [] : ["list"])]),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(link).map(([name, value]) => [`:${name}`, value])),
          ...(before && Object.fromEntries(comparedAttributes.map((name) => [`:before_${name}`, before[name]]))),
          ":none": {},
          ":zero": 0,
        },
      };
      return update(list, expressions, signal);
    },

    change(list, { link, version }: Gifts, { set, remove, released }, signal) {
      const removed = remove.map((id, index) => [`#r${index}`, id] as const);
      const removal = removed.map(([name]) => `#claims.${name}`).join(", ");
      const sets = ["#version = :next", set && "#claims.#id = :claim", released && "#released = :released"];
      const expressions = {
        UpdateExpression: `SET ${sets.filter(Boolean).join(", ")}` + (removal === "" ? "" : ` REMOVE ${removal}`),
        ConditionExpression: "#version = :version AND #codeHash = :codeHash",
        ExpressionAttributeNames: {
          ...namesOf(["version", "codeHash", ...(set || removal !== "" ? ["claims"] : [])]),
          ...Object.fromEntries(removed),
          ...(set && { "#id": set.id }),
          ...(released && namesOf(["released"])),
        },
        ExpressionAttributeValues: {
          ":version": version,
          ":next": version + 1,
          ":codeHash": link.codeHash,
          ...(set && { ":claim": set.claim }),
          ...(released && { ":released": released }),
        },
      };
      return update(list, expressions, signal);
    },
  };
}

function linkOf({ codeHash, owner, revealOn, claimsFrom }: Item): GiftLink {
  return { codeHash, owner, revealOn, ...(claimsFrom !== undefined && { claimsFrom }) };
}
