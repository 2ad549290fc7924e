import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { localCredentials } from "../../../infra/local/function/environment.ts";
import type { TableServer } from "../../../infra/local/table/server.ts";
import { keptAfterRemovalDays } from "../../../service/operations/purge.ts";
import { reasonForNoProgram, skippedFor } from "../../support/skipping.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { createTestTable, dynamoDbAt, startTestDynalite, storeOn } from "../../support/table.ts";

const never = new AbortController().signal;

describe("taking down a wish as the runbook says", skippedFor(reasonForNoProgram("AWS_CLI", "aws")), () => {
  let server: TableServer;
  let store: ReturnType<typeof storeOn>;
  let blocks: string[];

  beforeAll(async () => {
    server = await startTestDynalite();
    await createTestTable(server.endpoint);
    store = storeOn(dynamoDbAt(server.endpoint));
    const runbook = await readFile(new URL("../../../infra/RUNBOOK.md", import.meta.url), "utf8");
    const [, section = ""] = /^## Take down somebody's wish$(.*?)^## /msu.exec(runbook) ?? [];
    blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, commands = ""]) => commands);
  });
  afterAll(() => server.close());

  /** Runs one block of commands in a shell, against the local table. */
  function run(block: string | undefined, id: string) {
    const { stdout, stderr, status } = spawnSync("sh", ["-c", block ?? ""], {
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        ID: id,
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
    return { stdout, stderr, status };
  }

  it("names the person, removes the wish for 30 days, lists it and brings it back", async () => {
    const { wish } = await store.add(storedWish({ addedBy: "auth0|grace", name: "Spam" }), never);
    const [, whoAdded, takeDown, whatIsRemoved, bringBack] = blocks;

    expect(run(whoAdded, wish.id)).toMatchObject({ stdout: "auth0|grace\n", status: 0 });

    expect(run(takeDown, wish.id)).toMatchObject({ stderr: "", status: 0 });
    expect(await store.find(wish.id, never)).toBeUndefined();
    const removed = await store.read(wish.id, never);
    expect(removed).toMatchObject({ shelf: "removed", wish: { list: "default", version: 2 } });
    expect(removed!.wish.updatedAt > wish.updatedAt).toBe(true);
    const keptDays = (removed!.purgeAt! * 1000 - Date.parse(removed!.wish.updatedAt)) / 86_400_000;
    expect(keptDays).toBeCloseTo(keptAfterRemovalDays, 2);

    expect(run(whatIsRemoved, wish.id).stdout.split("\t")).toEqual([
      wish.id,
      removed!.wish.updatedAt,
      "auth0|grace",
      "Spam\n",
    ]);
    expect(run(takeDown, wish.id).stderr).toContain("ConditionalCheckFailedException");

    expect(run(bringBack, wish.id)).toMatchObject({ stderr: "", status: 0 });
    const back = await store.read(wish.id, never);
    expect(back).toMatchObject({ shelf: "wanted", wish: { list: "default", name: "Spam", version: 3 } });
    expect(back).not.toHaveProperty("purgeAt");
    expect(await store.find(wish.id, never)).toEqual(back!.wish);
    expect(run(bringBack, wish.id).stderr).toContain("ConditionalCheckFailedException");
  }, 120_000);

  it("adds no wish where there is none", async () => {
    const [, , takeDown] = blocks;
    expect(run(takeDown, "nothing").stderr).toContain("ConditionalCheckFailedException");
    expect(await store.read("nothing", never)).toBeUndefined();
  }, 60_000);
});
