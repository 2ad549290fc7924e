import { describe, expect } from "vitest";

import type { AccessEntry } from "../../infra/local/gateway/gateway.ts";
import { send } from "../infra/local/gateway/start-gateway.ts";
import { it } from "../support/fixtures.ts";
import { type Fields, formsOf, queryOf } from "../support/gift-service.ts";
import { startTestStack } from "../support/local-stack.ts";
import { contractFetch as fetch } from "../support/openapi.ts";
import { signIn } from "../support/sign-in.ts";

/** Of headers, what differs with each request. */
const ofOneRequest = new Set(["date", "apigw-requestid"]);

describe("what the owner sees, from the bundles that are deployed", () => {
  it("is the same to the byte before and after people give, in answers, commands and logs", async ({ wish }) => {
    const lines: string[] = [];
    await using stack = await startTestStack({
      onAccess: (entry: AccessEntry) => lines.push(`access ${JSON.stringify(entry)}`),
      onFunctionOutput: (name, line) => lines.push(`${name} ${line}`),
    });
    const port = Number(new URL(stack.apiUrl).port);
    const api = ["--api", stack.apiUrl];
    await signIn(wish, stack.apiUrl);
    await wish.run(["add", "A kite", "--quantity", "3", ...api]);
    await wish.run(["add", "Woollen socks", ...api]);
    const url = (await wish.run(["gifts", "link", "--reveal", "2032-12-24", ...api])).stdout.trim();

    /** All answers and commands, and the lines that they leave, without what differs with each request. */
    async function everything() {
      lines.length = 0;
      const answers = [];
      for (const target of ["GET /", "HEAD /", "GET /feed.atom", "GET /feed.json", "GET /wish-list-service"]) {
        const { status, headers, body } = await send(port, target, { headers: { accept: "*/*" } });
        const kept = Object.entries(headers).filter(([name]) => !ofOneRequest.has(name));
        answers.push({ target, status, headers: kept, body });
      }
      const commands = [["list", "--json"], ["show", "kite"], ["export"], ["gifts", "link"], ["gifts", "thanks"]];
      for (const args of commands) answers.push(await wish.run([...args, ...api]));
      return { answers, lines: lines.map(withoutTimes) };
    }

    // The first time fills what the program keeps between its runs.
    await everything();
    const before = await everything();
    await Promise.all(formsOf(await (await fetch(url)).text(), "/claims").map(give));
    expect(formsOf(await (await fetch(url)).text(), "/claims")).toHaveLength(1);
    const secrets = lines.filter((line) => /list-service-give|\/(?:g|claims|release)"/u.test(line)).join("\n");
    expect(secrets).toContain("POST /claims");
    for (const secret of [queryOf(url)["code"]!, "Grandma", "kite"]) expect(secrets).not.toContain(secret);
    expect(await everything()).toEqual(before);

    async function give(form: Fields): Promise<void> {
      const body = new URLSearchParams({ ...form, yes: "yes", from: "Grandma" });
      expect((await fetch(`${stack.apiUrl}/claims`, { method: "POST", body })).status).toBe(201);
    }
  });
});

function withoutTimes(line: string): string {
  return line.replace(/"(?:requestId|milliseconds|durationMilliseconds)":("[^"]*"|[\d.]+),?/gu, "");
}
