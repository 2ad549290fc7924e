import type { TableModel } from "./model.ts";
import { type Properties, TemplateProblem } from "./properties.ts";
import type { FindResources } from "./resources.ts";

/** Reads the tables. An `AWS::DynamoDB::GlobalTable`, which CDK's TableV2 creates, has the same properties for these. */
export function readTables(find: FindResources): TableModel[] {
  return find("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable").map(readTable);
}

function readTable({ logicalId, properties, ref }: ReturnType<FindResources>[number]): TableModel {
  if (properties.has("LocalSecondaryIndexes")) {
    throw new TemplateProblem(
      properties.at("LocalSecondaryIndexes"),
      "is not supported by the local stack; use a global index.",
    );
  }
  const timeToLive = properties.object("TimeToLiveSpecification");
  const isTimed = timeToLive.choice("Enabled", ["true", "false"], "false") === "true";
  return {
    logicalId,
    name: ref,
    keySchema: readKeySchema(properties),
    attributeDefinitions: properties.objects("AttributeDefinitions").map((definition) => ({
      AttributeName: definition.text("AttributeName"),
      AttributeType: definition.choice("AttributeType", ["S", "N", "B"]),
    })),
    globalSecondaryIndexes: properties.objects("GlobalSecondaryIndexes").map((index) => ({
      IndexName: index.text("IndexName"),
      KeySchema: readKeySchema(index),
      Projection: readProjection(index.object("Projection")),
    })),
    ...(isTimed && { timeToLiveAttribute: timeToLive.text("AttributeName") }),
  };
}

function readKeySchema(properties: Properties): TableModel["keySchema"] {
  return properties.objects("KeySchema").map((key) => ({
    AttributeName: key.text("AttributeName"),
    KeyType: key.choice("KeyType", ["HASH", "RANGE"]),
  }));
}

function readProjection(projection: Properties): TableModel["globalSecondaryIndexes"][number]["Projection"] {
  const nonKeyAttributes = projection.texts("NonKeyAttributes");
  return {
    ProjectionType: projection.choice("ProjectionType", ["ALL", "KEYS_ONLY", "INCLUDE"]),
    ...(nonKeyAttributes.length > 0 && { NonKeyAttributes: nonKeyAttributes }),
  };
}
