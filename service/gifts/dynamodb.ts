import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

import { isPurged } from "../operations/purge.ts";
import { ifConditionHolds, orFailure } from "../store/dynamodb-client.ts";
import { nameOf, namesOf } from "../store/expressions.ts";
import type { Claims } from "./claims.ts";
import type { GiftLink, Gifts, GiftStore } from "./store.ts";

/** An item of the table; `purgeAt` is its TTL attribute, which deletes it some days late. */
interface Item extends GiftLink {
  list: string;
  version: number;
  claims: Claims;
  released?: readonly string[];
}

const linkAttributes = ["codeHash", "owner", "revealOn", "claimsFrom", "purgeAt"] as const;

/** What tells whether a link is still the same: the rest of it changes only with its owner. */
const comparedAttributes = ["codeHash", "owner", "revealOn", "purgeAt"] as const;

/** Keeps gifts in DynamoDB: one item a list, each write one conditional UpdateItem. */
export function createDynamoDbGiftStore(tableName: string, client: DynamoDBDocumentClient): GiftStore {
  async function get(
    list: string,
    now: Date,
    signal: AbortSignal,
    attributes?: readonly string[],
  ): Promise<Item | undefined> {
    const get = new GetCommand({
      TableName: tableName,
      Key: { list },
      ConsistentRead: true,
      ...(attributes && {
        ProjectionExpression: attributes.map(nameOf).join(", "),
        ExpressionAttributeNames: namesOf(attributes),
      }),
    });
    const item = (await orFailure(client.send(get, { abortSignal: signal }), signal)).Item as Item | undefined;
    return item && !isPurged(item, now) ? item : undefined;
  }

  async function update(list: string, expressions: object, signal: AbortSignal): Promise<boolean> {
    const command = new UpdateCommand({ TableName: tableName, Key: { list }, ...expressions });
    return (await ifConditionHolds(client.send(command, { abortSignal: signal }), signal)) !== undefined;
  }

  return {
    async readLink(list, now, signal) {
      const item = await get(list, now, signal, linkAttributes);
      return item && linkOf(item);
    },

    async read(list, now, signal) {
      const item = await get(list, now, signal);
      if (!item) return undefined;
      const { claims, released = [], version } = item;
      return { link: linkOf(item), claims, released, version };
    },

    putLink(list, { before, ...link }, now, signal) {
      const values = before ? link : { ...link, claims: {}, version: 0 };
      const names = Object.keys(values);
      const sets = names.map((name) => `${nameOf(name)} = :${name}`).join(", ");
      const isAsBefore = before
        ? comparedAttributes.map((name) => `${nameOf(name)} = :before_${name}`).join(" AND ")
        : "attribute_not_exists(#purgeAt) OR #purgeAt <= :now";
      const expressions = {
        UpdateExpression: `SET ${sets}` + (before ? "" : " REMOVE #claimsFrom, #released"),
        ConditionExpression: isAsBefore,
        ExpressionAttributeNames: namesOf([...names, ...(before ? [] : ["claimsFrom", "released"])]),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
          ...(before
            ? Object.fromEntries(comparedAttributes.map((name) => [`:before_${name}`, before[name]]))
            : { ":now": Math.floor(now.getTime() / 1000) }),
        },
      };
      return update(list, expressions, signal);
    },

    change(list, { link, version }: Gifts, { set, remove, released, purgeAt }, signal) {
      const removed = remove.map((id, index) => [`#r${index}`, id] as const);
      const removal = removed.map(([name]) => `#claims.${name}`).join(", ");
      const sets = [
        "#version = :next",
        set && "#claims.#id = :claim",
        released && "#released = :released",
        purgeAt && "#purgeAt = :purgeAt",
      ];
      const expressions = {
        UpdateExpression: `SET ${sets.filter(Boolean).join(", ")}` + (removal === "" ? "" : ` REMOVE ${removal}`),
        ConditionExpression:
          "#version = :version AND #codeHash = :codeHash" + (purgeAt ? " AND #purgeAt < :purgeAt" : ""),
        ExpressionAttributeNames: {
          ...namesOf(["version", "codeHash", ...(set || removal !== "" ? ["claims"] : [])]),
          ...Object.fromEntries(removed),
          ...(set && { "#id": set.id }),
          ...(released && namesOf(["released"])),
          ...(purgeAt && namesOf(["purgeAt"])),
        },
        ExpressionAttributeValues: {
          ":version": version,
          ":next": version + 1,
          ":codeHash": link.codeHash,
          ...(set && { ":claim": set.claim }),
          ...(released && { ":released": released }),
          ...(purgeAt && { ":purgeAt": purgeAt }),
        },
      };
      return update(list, expressions, signal);
    },
  };
}

function linkOf({ codeHash, owner, revealOn, claimsFrom, purgeAt }: Item): GiftLink {
  return { codeHash, owner, revealOn, ...(claimsFrom !== undefined && { claimsFrom }), purgeAt };
}
