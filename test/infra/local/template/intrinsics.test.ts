import { describe, expect, it } from "vitest";

import { createResolver } from "../../../../infra/local/template/intrinsics.ts";

const template = {
  Parameters: {
    Greeting: { Type: "String", Default: "hello" },
    Secret: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/path/of/it" },
    Given: { Type: "String" },
  },
  Mappings: { Limits: { "us-east-1": { burst: 5 } } },
  Conditions: {
    Here: { "Fn::Equals": [{ Ref: "AWS::Region" }, "us-east-1"] },
    There: { "Fn::Not": [{ Condition: "Here" }] },
    Both: { "Fn::And": [{ Condition: "Here" }, { Condition: "There" }] },
    Either: { "Fn::Or": [{ Condition: "There" }, { Condition: "Here" }] },
    Odd: { "Fn::Contains": [] },
  },
  Resources: {
    Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "WishList" } },
    Unnamed: { Type: "AWS::DynamoDB::GlobalTable", Properties: {} },
    Service: { Type: "AWS::Lambda::Function", Properties: { FunctionName: { "Fn::Sub": "${Greeting}-service" } } },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: {} },
    Queue: { Type: "AWS::SQS::Queue", Properties: {} },
  },
};

const place = { stackName: "Wish", region: "us-east-1", accountId: "000000000000", apiUrl: "http://127.0.0.1:8787" };
const { resolve, holds } = createResolver(template, place);

describe("resolving intrinsic functions", () => {
  it.each([
    [{ Ref: "Greeting" }, "hello"],
    [{ Ref: "Table" }, "WishList"],
    [{ Ref: "Unnamed" }, "Wish-Unnamed"],
    [{ Ref: "Service" }, "hello-service"],
    [{ Ref: "AWS::Partition" }, "aws"],
    [{ "Fn::GetAtt": ["Table", "Arn"] }, "arn:aws:dynamodb:us-east-1:000000000000:table/WishList"],
    [{ "Fn::GetAtt": "Service.Arn" }, "arn:aws:lambda:us-east-1:000000000000:function:hello-service"],
    [{ "Fn::GetAtt": ["Api", "ApiEndpoint"] }, "http://127.0.0.1:8787"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Greeting" }, 3]] }, "a-hello-3"],
    [{ "Fn::Join": ["+", { "Fn::Split": ["/", "a/b"] }] }, "a+b"],
    [{ "Fn::Select": ["1", { "Fn::Split": ["/", "a/b"] }] }, "b"],
    [
      { "Fn::Sub": "${Greeting} ${Table.Arn} ${!Kept}" },
      "hello arn:aws:dynamodb:us-east-1:000000000000:table/WishList ${Kept}",
    ],
    [{ "Fn::Sub": ["${name}, ${Greeting}", { name: { Ref: "Table" } }] }, "WishList, hello"],
    [{ "Fn::FindInMap": ["Limits", { Ref: "AWS::Region" }, "burst"] }, 5],
    [{ "Fn::If": ["There", "far", { "Fn::If": ["Either", "near", "nowhere"] }] }, "near"],
    [{ a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, 1] }, { b: [1] }],
    [
      { Ref: "Greeting", and: "more" },
      { Ref: "Greeting", and: "more" },
    ],
  ])("%j", (value, expected) => {
    expect(resolve(value, "Here")).toEqual(expected);
  });

  it.each([
    [{ "Fn::ImportValue": "x" }, "uses Fn::ImportValue"],
    [{ Ref: "Nobody" }, "refers to Nobody"],
    [{ Ref: "Given" }, "needs the parameter Given"],
    [{ Ref: "Secret" }, "needs the parameter Secret"],
    [{ "Fn::GetAtt": ["Queue", "QueueUrl"] }, "needs QueueUrl of Queue (AWS::SQS::Queue)"],
    [{ "Fn::Select": [4, ["a"]] }, "selects an item that is not in its list"],
    [{ "Fn::If": ["Nowhere", 1, 2] }, "depends on the condition Nowhere"],
    [{ "Fn::Join": ["", [{ a: 1 }]] }, "must be text"],
    [{ "Fn::FindInMap": ["Limits", "eu-west-1", "burst"] }, "needs Limits.eu-west-1.burst"],
  ])("names the position of what has no local value: %j", (value, problem) => {
    expect(() => resolve({ deep: [value] }, "Service")).toThrow(`Service.deep[0] ${problem}`);
  });

  it("evaluates conditions", () => {
    expect([undefined, "Here", "There", "Both", "Either"].map((name) => holds(name, "X"))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(() => holds("Odd", "X")).toThrow("Conditions.Odd uses Fn::Contains");
  });
});
