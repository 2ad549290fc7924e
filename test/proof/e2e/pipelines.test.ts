import { spawn } from "node:child_process";
import { get, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { describe, expect } from "vitest";

import type { AccessEntry } from "../../../infra/local/gateway/gateway.ts";
import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import type { Wish as ListedWish } from "../../../service/wish.ts";
import { finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { startTestStack } from "../../support/local-stack.ts";
import { signInForToken } from "../../support/sign-in.ts";
import type { Wish } from "../../support/wish.ts";

const it = base.extend("other", { scope: "file" }, async ({}, { onCleanup }) => {
  const stack = await startTestStack();
  onCleanup(() => stack.close());
  return stack;
});

const list = async (wish: Wish, apiUrl: string) =>
  JSON.parse((await wish.run(["list", "--json", "--api", apiUrl])).stdout) as ListedWish[];

const content = ({ name, url, description, createdAt }: ListedWish) => ({ name, url, description, createdAt });

const awkward = [
  { name: "Tab\\t and \\\\ back", description: "a\tb\nc\r\nd \\n \\ \"quoted\" 'too'\u2028end" },
  { name: "👩‍👩‍👧‍👦 e\u0301 寿司, 🇸🇪", url: "https://example.com/?q=%09#ä" },
  { name: "[1]", description: "{}" },
];

describe("a list that goes from one API to another", () => {
  it.for(["--ndjson", "--json", ""])(
    "arrives as it was: wish list %s | wish add --from -",
    async (format, { wish, stack, other }) => {
      const [from, to] = [await signInForToken(wish, stack.apiUrl), await signInForToken(wish, other.apiUrl)];
      const before = await list(wish, other.apiUrl);
      const input = awkward.map((each) => `${JSON.stringify(each)}\n`).join("");
      const added = await wish.run(["add", "--from", "-", "--duplicate", "--api", stack.apiUrl], {
        stdin: input,
        environment: { WISH_TOKEN: from },
      });
      expect(added).toMatchObject({ exitCode: 0, stderr: "" });

      const program = `"$0" "$1/wish.js"`;
      const command = `${program} list ${format} --api "$2" | ${program} add --from - --duplicate --api "$3"`;
      const shell = spawn("bash", ["-c", command, process.execPath, wish.folder, stack.apiUrl, other.apiUrl], {
        env: { PATH: process.env["PATH"], HOME: wish.home, WISH_TOKEN: to },
      });
      expect(await finished(shell)).toMatchObject({ exitCode: 0, stderr: "" });

      const sent = (await list(wish, stack.apiUrl)).map(content);
      const known = new Set(before.map(({ id }) => id));
      const arrived = (await list(wish, other.apiUrl)).filter(({ id }) => !known.has(id)).map(content);
      expect(arrived).toEqual(sent);
    },
  );
});

/** Asks for a page as a client that takes these encodings. */
async function getPage(url: string, acceptEncoding: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { "accept-encoding": acceptEncoding } }, resolve).on("error", reject);
  });
  return { headers: response.headers, body: await buffer(response) };
}

describe("a list that is larger than one answer", () => {
  it("is listed whole and in order, and comes compressed to who asks for it", async ({ wish, stack }) => {
    const token = await signInForToken(wish, stack.apiUrl);
    const names = Array.from({ length: 60 }, (_, index) => `Long ${index + 1}`);
    const description = "🎁 wrapped ".repeat(180);
    const wishes = names.map((name, index) => ({ name, description: `${index} ${description}`, url: awkward[1]!.url }));
    const added = await wish.run(["add", "--from", "-", "--duplicate", "--api", stack.apiUrl], {
      stdin: [...wishes, ...wishes, ...wishes].map((each) => `${JSON.stringify(each)}\n`).join(""),
      environment: { WISH_TOKEN: token },
    });
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });

    const plain = await getPage(`${stack.apiUrl}${wishesPath}`, "identity");
    const packed = await getPage(`${stack.apiUrl}${wishesPath}`, "gzip");
    expect(plain.headers).toMatchObject({ vary: "accept-encoding" });
    expect(packed.headers).toMatchObject({ vary: "accept-encoding", "content-encoding": "gzip" });
    expect(packed.headers["content-length"]).toBe(String(packed.body.length));
    expect(packed.body.length).toBeLessThan(plain.body.length / 10);
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(plain.body.length).toBeLessThanOrEqual(256 * 1024);
    const { Items, NextToken } = JSON.parse(plain.body.toString()) as WishPage;
    expect(NextToken).toBeDefined();

    const listed = await list(wish, stack.apiUrl);
    expect(listed.slice(0, Items.length)).toEqual(Items);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
    const long = listed.map(({ name }) => name).filter((name) => name.startsWith("Long "));
    expect(long.toSorted()).toEqual([...names, ...names, ...names].toSorted());
  });
});

const slowLimits = '"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 5';

describe("a bulk add over the rates of the stack", () => {
  it("takes its time, and every wish is on the list once", async ({ wish }) => {
    const entries: AccessEntry[] = [];
    // So slow that every machine is faster.
    await using throttled = await startTestStack(
      { throttling: true, onAccess: (entry) => entries.push(entry) },
      (template) => template.replace(/"ThrottlingRateLimit": 20,\s*"ThrottlingBurstLimit": 40/u, slowLimits),
    );
    const token = await signInForToken(wish, throttled.apiUrl);
    const names = Array.from({ length: 30 }, (_, index) => `Wish ${index + 1}`);
    const result = await wish.run(["add", "--from", "-", "--api", throttled.apiUrl], {
      stdin: names.map((name) => `${JSON.stringify({ name })}\n`).join(""),
      environment: { WISH_TOKEN: token },
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(entries.filter(({ status }) => status === 429)).not.toEqual([]);
    const listed = await list(wish, throttled.apiUrl);
    expect(listed.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });
});
