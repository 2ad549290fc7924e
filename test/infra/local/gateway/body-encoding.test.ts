import { expect, it } from "vitest";
import { isTextType } from "../../../../infra/local/gateway/body-encoding.ts";

it.each([
  "text/plain",
  "text/csv",
  "TEXT/HTML",
  "application/json",
  "Application/JSON",
  "application/json; charset=utf-8",
  'application/json;charset="UTF-8"',
  "application/xml",
  "application/javascript",
])("passes %s as text", (contentType) => {
  expect(isTextType(contentType)).toBe(true);
});

it.each([
  undefined,
  "",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/octet-stream",
  "application/graphql",
  "application/problem+json",
  "application/jsonp",
  "image/png",
  "text/plain; charset=iso-8859-1",
])("passes %s in base64", (contentType) => {
  expect(isTextType(contentType)).toBe(false);
});
