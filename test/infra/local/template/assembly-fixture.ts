import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

/** A folder of its own for one test, removed afterwards. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wish-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a handler module into a folder of its own, and returns the folder. */
export async function writeHandler(source: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.mjs"), source);
  return folder;
}

const echo = "export const handler = async (event) => ({ statusCode: 200, body: event.rawPath });";

/** A little stack in the words of CloudFormation: `GET /echo` in front of one function. */
export function echoResources(): Record<string, { Type: string; Properties: Record<string, unknown> }> {
  return {
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "echo", ProtocolType: "HTTP" } },
    Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId: { Ref: "Api" }, StageName: "$default" } },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "GET /echo",
        AuthorizationType: "NONE",
        Target: { "Fn::Join": ["", ["integrations/", { Ref: "Integration" }]] },
      },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { "Fn::GetAtt": ["Echo", "Arn"] },
        PayloadFormatVersion: "2.0",
      },
    },
    Echo: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: "echo",
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { S3Bucket: "assets", S3Key: "echo.zip" },
      },
    },
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { "Fn::GetAtt": ["Echo", "Arn"] },
        Principal: "apigateway.amazonaws.com",
        SourceArn: {
          "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/echo",
        },
      },
    },
  };
}

/** Writes a cloud assembly with this template and one asset, `echo.zip`, and returns its folder. */
export async function writeAssembly(template: object, handlerSource = echo): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "asset.echo"));
  const files = {
    "asset.echo/index.mjs": handlerSource,
    "manifest.json": JSON.stringify({
      artifacts: {
        Echo: { type: "aws:cloudformation:stack", properties: { templateFile: "Echo.template.json" } },
        "Echo.assets": { type: "cdk:asset-manifest", properties: { file: "Echo.assets.json" } },
      },
    }),
    "Echo.assets.json": JSON.stringify({
      files: {
        echo: { source: { path: "asset.echo", packaging: "zip" }, destinations: { x: { objectKey: "echo.zip" } } },
      },
    }),
    "Echo.template.json": JSON.stringify(template),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}
