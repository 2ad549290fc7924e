import { describe, expect } from "vitest";

import { route } from "../../infra/local/gateway/start-gateway.ts";
import { behaves, serve } from "./behaviour.ts";
import { captures, documents, type Source } from "./sources.ts";

const bytes = Buffer.from("héllo wörld");
const text = bytes.toString();
const base64 = bytes.toString("base64");

async function eventOf(contentType: string | undefined, body: Buffer) {
  const gateway = await serve({ routes: [route("POST /x")] });
  await gateway.send("POST /x", {
    body,
    ...(contentType !== undefined && { headers: { "content-type": contentType } }),
  });
  return gateway.events[0];
}

describe("a body reaches the function as text", () => {
  for (const contentType of [
    "text/plain",
    "text/html",
    "text/csv",
    "text/xml",
    "text/plain; charset=utf-8",
    "application/json",
    "application/json; charset=utf-8",
    "application/xml",
    "application/javascript",
  ]) {
    behaves(captures.bodyEncoding, contentType, async () => {
      expect(await eventOf(contentType, bytes)).toMatchObject({ body: text, isBase64Encoded: false });
    });
  }
});

describe("a body reaches the function in base64", () => {
  const cases: [contentType: string | undefined, source: Source][] = [
    [undefined, captures.bodyEncoding],
    ["application/x-www-form-urlencoded", captures.bodyEncoding],
    ["multipart/form-data; boundary=----WebKitFormBoundaryfUJ9q6d7RNVDaA9B", captures.multipart],
    ["application/octet-stream", captures.octetStream],
    ["application/pdf", captures.bodyEncoding],
    ["application/zip", captures.bodyEncoding],
    ["image/png", captures.bodyEncoding],
    ["image/jpeg", captures.bodyEncoding],
    ["audio/mpeg", captures.bodyEncoding],
    ["video/mp4", captures.bodyEncoding],
    ["weird/unknown", captures.bodyEncoding],
  ];
  for (const [contentType, source] of cases) {
    behaves(source, contentType ?? "no content type", async () => {
      expect(await eventOf(contentType, bytes)).toMatchObject({ body: base64, isBase64Encoded: true });
    });
  }
});

behaves(documents.lambdaIntegration, "no body: none in the event, and isBase64Encoded is false", async () => {
  const event = await eventOf("application/octet-stream", Buffer.alloc(0));
  expect(event).toMatchObject({ isBase64Encoded: false });
  expect(event).not.toHaveProperty("body");
});
