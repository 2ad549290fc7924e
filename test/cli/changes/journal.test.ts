import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it, onTestFinished } from "vitest";

import type { JournalEntry } from "../../../cli/changes/journal-notes.ts";
import { openJournal } from "../../../cli/changes/journal.ts";
import type { Context } from "../../../cli/context.ts";

async function openNewJournal() {
  const stateFolder = await mkdtemp(join(tmpdir(), "wish-test-"));
  onTestFinished(() => rm(stateFolder, { recursive: true }));
  return openJournal({ settings: { stateFolder }, output: {} } as unknown as Context);
}

it("keeps lists of the same name apart that are of two APIs", async () => {
  const journal = await openNewJournal();
  const added: JournalEntry = { id: "default", kind: "add-list", name: "default", version: 1 };
  const changed: JournalEntry = {
    ...added,
    kind: "change-list",
    listBefore: { name: "default", version: 1 } as never,
    version: 2,
  };
  const [one, other] = ["https://one.test", "https://other.test"];
  journal.begin({ apiUrl: one, command: "wish lists add", at: "2026-11-29T10:01:00.000Z" }).begin(added)({
    version: 1,
  });
  journal.begin({ apiUrl: one, command: "wish lists edit", at: "2026-11-29T10:02:00.000Z" }).begin(changed)({
    version: 2,
  });
  journal.begin({ apiUrl: other, command: "wish lists add", at: "2026-11-29T10:00:00.000Z" }).begin(added)({
    version: 1,
  });
  journal.markUndone(journal.steps()[0]!, changed, 3);
  const left = journal.steps().map(({ apiUrl, entries }) => ({ apiUrl, version: entries[0]!.version }));
  expect(left).toEqual([
    { apiUrl: one, version: 3 },
    { apiUrl: other, version: 1 },
  ]);
});
