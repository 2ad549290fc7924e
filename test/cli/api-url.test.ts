import { expect, it } from "vitest";

import { operationUrl, parseApiUrl } from "../../cli/api-url.ts";
import { operations } from "../../service/contract.ts";

it.each([
  ["https://host", "https://host/wish-list-service"],
  ["https://host/", "https://host/wish-list-service"],
  ["https://host/wish-list-service/", "https://host/wish-list-service"],
  ["https://host/default", "https://host/default/wish-list-service"],
  ["https://host/default/wish-list-service", "https://host/default/wish-list-service"],
  ["HTTPS://Host:443/", "https://host/wish-list-service"],
  ["http://127.0.0.1:8787", "http://127.0.0.1:8787/wish-list-service"],
  ["http://localhost:8787", "http://localhost:8787/wish-list-service"],
  ["http://[::1]:8787", "http://[::1]:8787/wish-list-service"],
])("reads %s", (text, apiUrl) => {
  expect(parseApiUrl(text)).toBe(apiUrl);
});

it.each([
  "host",
  "ftp://host",
  "http://host",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "https://me@host",
  "https://host?x=1",
  "https://host#x",
])("refuses %s", (text) => {
  expect(() => parseApiUrl(text)).toThrow(expect.objectContaining({ code: "wrong_usage" }));
});

it("looks for the metadata under the stage", () => {
  expect(operationUrl("https://host/default/wish-list-service", operations.metadata).href).toBe(
    "https://host/default/.well-known/oauth-protected-resource/wish-list-service",
  );
});

it("keeps a path parameter in its place", () => {
  const url = operationUrl("https://host/wish-list-service", { path: "/wish-list-service/{id}" }, { id: "../a?b" });
  expect(url.href).toBe("https://host/wish-list-service/..%2Fa%3Fb");
});
