import type { List, NewList } from "../../service/lists.ts";
import { defaultList } from "../../service/wish.ts";
import type { ApiClient } from "../api/client.ts";
import { noting } from "../changes/change.ts";
import type { JournalEntry } from "../changes/journal-notes.ts";
import type { StepWriter } from "../changes/journal.ts";
import { Failure, failureIn } from "../failure.ts";
import { saidAbout } from "./fields.ts";

/**
 * Makes a list, and notes it in the journal.
 *
 * @throws Failure `already_there`, and as {@link ApiClient} does
 */
export async function makeList(client: ApiClient, name: string, said: NewList, step: StepWriter): Promise<List> {
  try {
    return await put(client, name, said, undefined, step);
  } catch (error) {
    const failure = failureIn(error);
    if (failure?.code !== "changed_meanwhile") throw error;
    const hints = [`Change it with \`wish lists edit ${name}\`.`];
    throw new Failure("already_there", failure.message, { hints, cause: failure });
  }
}

/** Says something else about a list, while it is still as it was, and notes that in the journal. */
export async function changeList(client: ApiClient, before: List, said: NewList, step: StepWriter): Promise<List> {
  return put(client, before.name, said, before, step);
}

/** Removes a list, and notes that in the journal. */
export async function removeList(client: ApiClient, before: List, step: StepWriter): Promise<void> {
  const { name, version } = before;
  const request = { path: { list: name }, idempotencyKey: crypto.randomUUID(), ifMatch: version };
  await noting(step.begin(entryOf("remove-list", name, before)), client.call("removeList", request), version + 1);
}

/**
 * Puts one list back, where it is still as the command has left it.
 *
 * The usual list is always there, so of that one what was said is taken away.
 *
 * @returns its version then; absent where there is none any more
 */
export async function undoList(
  { call }: ApiClient,
  { id, kind, listBefore, version }: JournalEntry,
): Promise<number | undefined> {
  const request = { path: { list: id }, idempotencyKey: crypto.randomUUID() };
  if (!listBefore && id === defaultList)
    return (await call("putList", { ...request, ifMatch: version, body: {} })).version;
  if (!listBefore) {
    await call("removeList", { ...request, ifMatch: version });
    return undefined;
  }
  const body = saidAbout({}, listBefore);
  const only = kind === "remove-list" ? { ifAbsent: true } : { ifMatch: version };
  return (await call("putList", { ...request, ...only, body })).version;
}

async function put(
  { call }: ApiClient,
  name: string,
  body: NewList,
  before: List | undefined,
  step: StepWriter,
): Promise<List> {
  const only = before ? { ifMatch: before.version } : { ifAbsent: true };
  const request = { path: { list: name }, body, idempotencyKey: crypto.randomUUID(), ...only };
  return noting(step.begin(entryOf(before ? "change-list" : "add-list", name, before)), call("putList", request));
}

function entryOf(kind: JournalEntry["kind"], id: string, listBefore: List | undefined): JournalEntry {
  return {
    id,
    kind,
    name: listBefore?.title ?? id,
    ...(listBefore && { listBefore }),
    version: (listBefore?.version ?? 0) + 1,
  };
}
