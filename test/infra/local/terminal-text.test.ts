import { expect, it } from "vitest";

import { accessLine, readyText } from "../../../infra/local/terminal-text.ts";

const stack = {
  apiUrl: "http://127.0.0.1:8787",
  issuerUrl: "http://127.0.0.1:8788/",
  issuerIsLocal: true,
  clientId: "wish-cli",
  audience: "https://auth0-jwt-authorizer",
  dynamodb: {
    region: "us-east-1",
    endpoint: "http://127.0.0.1:4567",
    credentials: { accessKeyId: "0123abcd", secretAccessKey: "local" },
  },
  close: async () => {},
};

it("says where everything is and what to type next", () => {
  const text = readyText(stack, { port: 8787, issuerPort: 8788, storage: { folder: ".local" } });
  // What a person may open in a browser answers there.
  expect(text).toContain("Page      http://127.0.0.1:8787/ (for everybody: open it in a browser)\n");
  expect(text).toContain("Wishes    http://127.0.0.1:8787/wish-list-service\n");
  expect(text).toContain("http://127.0.0.1:8788/ (local: sign in with any name)");
  expect(text).toContain(".local, kept between runs");
  expect(text).toContain("http://127.0.0.1:4567 (dynalite, access key 0123abcd)");
  expect(text).toContain("npx wish init http://127.0.0.1:8787\n  npx wish login\n  npx wish add");
  expect(text).toContain("Stop with ctrl-C.");
});

it("says what is not local", () => {
  const text = readyText(
    { ...stack, issuerIsLocal: false, issuerUrl: "https://my-wishes.eu.auth0.com/" },
    { port: 0, issuerPort: 0, storage: "memory", dynamodbEndpoint: stack.dynamodb.endpoint },
  );
  expect(text).toContain("https://my-wishes.eu.auth0.com/\n");
  expect(text).toContain("in memory, lost when this stops");
  expect(text).not.toMatch(/dynalite|0123abcd/u);
});

it("writes one short line for a request, with the reason of a refusal", () => {
  const entry = { method: "POST", path: "/wish-list-service", status: 201, durationMilliseconds: 12.4 };
  expect(accessLine(entry)).toBe("POST /wish-list-service 201 12 ms");
  expect(accessLine({ ...entry, status: 401, authorizerError: "invalid_token: the token has expired" })).toBe(
    "POST /wish-list-service 401 12 ms (invalid_token: the token has expired)",
  );
});
