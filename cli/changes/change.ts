import type { ChangedFieldName } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { ApiClient } from "../api/client.ts";
import { Failure, failureIn } from "../failure.ts";
import type { StepWriter } from "./journal.ts";

/** A merge patch: `null` takes a field away. */
export type Patch = Partial<Record<ChangedFieldName, unknown>>;

/** What a command does to each of its wishes. */
export type Plan =
  /** Makes a patch of the wish as it is; an empty one leaves it alone. */
  | {
      kind: "change";
      patch: (wish: ListedWish) => Patch | Promise<Patch>;
      /** The version that the patch was made of, where that was before. */
      basedOn?: number | undefined;
      /** The file with what a person has written, which is deleted when it is done. */
      keptIn?: string;
    }
  | { kind: "remove" }
  /** For a wish that cannot be looked at any more. */
  | { kind: "restore" };

/** What has become of one wish. */
export type Outcome = { kind: "done" | "unchanged"; wish: ListedWish };

/** The failures that are about one wish; all others would meet the next one too. */
export const failuresOfOneWish: ReadonlySet<string> = new Set([
  "no_such_wish",
  "no_such_list",
  "forbidden",
  "changed_meanwhile",
  "invalid_wish",
  "request_refused",
  "page_gone",
  "page_unreadable",
]);

/** A wish that others change all the time is given up after so many tries. */
const mostTries = 5;

/**
 * Does it to one wish, and notes it in the journal.
 *
 * A patch is made of a wish that has been looked at, so it goes through only while the wish is still the same.
 *
 * @throws Failure `no_such_wish`, and as {@link ApiClient} does
 */
export async function change(
  client: ApiClient,
  id: string,
  plan: Plan,
  step: StepWriter | undefined,
  stop?: AbortSignal,
): Promise<Outcome> {
  const path = { id };
  for (let tries = 1; ; tries += 1) {
    const before = await lookAt(client, id, plan);
    const { name = id, version = 0 } = before ?? {};
    if (plan.kind === "change" && plan.basedOn !== undefined && plan.basedOn !== version) {
      throw new Failure("changed_meanwhile", `The wish "${name}" has changed meanwhile; nothing was changed.`);
    }
    const body = await patchOf(plan, before);
    if (body && Object.keys(body).length === 0) return { kind: "unchanged", wish: before! };
    if (!step) return { kind: "done", wish: before ?? { id, name } };
    const call = { path, idempotencyKey: crypto.randomUUID(), ifMatch: before?.version, ...(stop && { stop }) };
    const end = step.begin({
      id,
      kind: before ? (body ? "change" : "remove") : "restore",
      name,
      ...(before && { before }),
      ...(before && body && { fields: Object.keys(body) }),
      version: before ? version + 1 : 0,
    });
    try {
      if (body) return { kind: "done", wish: await noting(end, client.call("change", { ...call, body })) };
      await noting(end, client.call("remove", call), version + 1);
      return { kind: "done", wish: before! };
    } catch (error) {
      if (failureIn(error)?.code !== "changed_meanwhile" || tries === mostTries) throw error;
    }
  }
}

/** The wish as it is; `undefined` for one that was removed and is to come back. */
async function lookAt(client: ApiClient, id: string, { kind }: Plan): Promise<ListedWish | undefined> {
  try {
    return await client.call("show", { path: { id } });
  } catch (error) {
    if (kind === "restore" && failureIn(error)?.code === "no_such_wish") return undefined;
    throw error;
  }
}

/** What to ask for; `undefined` asks for the removal. */
function patchOf(plan: Plan, before: ListedWish | undefined): Patch | undefined | Promise<Patch> {
  switch (plan.kind) {
    case "remove":
      return undefined;
    case "restore":
      return before && before.status !== "got" ? {} : { status: "wanted" };
    case "change":
      return plan.patch(before!);
    default:
      return plan satisfies never;
  }
}

/** Waits for an answer and notes the version it has led to, or that nothing has come of it. */
export async function noting<T extends { version?: number; name: string } | undefined>(
  end: ReturnType<StepWriter["begin"]>,
  answer: Promise<T>,
  version?: number,
): Promise<T> {
  try {
    const changed = await answer;
    end({ version: version ?? changed?.version ?? 0, name: changed?.name });
    return changed;
  } catch (error) {
    // What nobody knows the outcome of is still to be undone.
    const code = failureIn(error)?.code;
    if (code !== "unreachable" && code !== "timed_out" && code !== "service_unavailable") end(undefined);
    throw error;
  }
}
