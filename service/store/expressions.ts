import { partitionOf } from "./item.ts";
import type { Update } from "./store.ts";

// NAME, URL, LIST and others are reserved words in expressions, so every attribute is named through a placeholder.

export function nameOf(attribute: string): string {
  return `#${attribute}`;
}

export function namesOf(attributes: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...attributes].map((each) => [nameOf(each), each]));
}

/** Writes a change of a wish, and what must hold until then, as the expressions of an UpdateItem. */
export function updateExpression({ id, set, clear, to, updatedAt, changeKey, purgeAt, onlyIf }: Update) {
  const { status: _status, list = onlyIf.list, ...fields } = set;
  const given = { ...fields, list: partitionOf(list, to), updatedAt, changeKey, purgeAt };
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  const removed = [...clear, ...(purgeAt === undefined ? ["purgeAt"] : [])];
  const { addedBy, version } = onlyIf;
  // An item from before there were versions is at its first.
  const isFirst = version === 1 ? " OR attribute_not_exists(#version)" : "";
  const conditions = [
    "#list = :from",
    "(attribute_not_exists(#changeKey) OR #changeKey <> :changeKey)",
    ...(addedBy === undefined ? [] : ["#addedBy = :addedBy"]),
    ...(version === undefined ? [] : [`(#version = :version${isFirst})`]),
  ];
  const sets = values.map(([name]) => `${nameOf(name)} = :${name}`);
  return {
    Key: { id },
    UpdateExpression:
      `SET ${[...sets, "#version = if_not_exists(#version, :one) + :one"].join(", ")}` +
      (removed.length > 0 ? ` REMOVE ${removed.map(nameOf).join(", ")}` : ""),
    ConditionExpression: conditions.join(" AND "),
    ExpressionAttributeNames: namesOf([
      ...values.map(([name]) => name),
      ...removed,
      "version",
      ...(addedBy === undefined ? [] : ["addedBy"]),
    ]),
    ExpressionAttributeValues: {
      ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
      ":one": 1,
      ":from": partitionOf(onlyIf.list, onlyIf.shelf),
      ...(addedBy !== undefined && { ":addedBy": addedBy }),
      ...(version !== undefined && { ":version": version }),
    },
  };
}
