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
      patch: (wish: ListedWish) => Patch;
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
  const common = { path, idempotencyKey: crypto.randomUUID(), ...(stop && { stop }) };
  if (plan.kind === "restore" && (await isRemoved(client, id))) {
    if (!step) return { kind: "done", wish: { id, name: id } };
    const end = step?.begin({ id, kind: "restore", name: id, version: 0 });
    const wish = await noting(end, client.call("change", { ...common, body: { status: "wanted" } }));
    return { kind: "done", wish };
  }
  for (let tries = 1; ; tries += 1) {
    const before = await client.call("show", { path });
    const { name, version = 0 } = before;
    if (plan.kind === "change" && plan.basedOn !== undefined && plan.basedOn !== version) {
      throw new Failure("changed_meanwhile", `The wish "${name}" has changed meanwhile; nothing was changed.`);
    }
    const common = { path, idempotencyKey: crypto.randomUUID(), ...(stop && { stop }), ifMatch: before.version };
    const body = plan.kind === "remove" ? undefined : plan.kind === "change" ? plan.patch(before) : putBack(before);
    if (body && Object.keys(body).length === 0) return { kind: "unchanged", wish: before };
    if (!step) return { kind: "done", wish: before };
    const entry = { id, kind: body ? "change" : "remove", name, before, version: version + 1 } as const;
    const end = step.begin({ ...entry, ...(body && { fields: Object.keys(body) }) });
    try {
      if (body) return { kind: "done", wish: await noting(end, client.call("change", { ...common, body })) };
      await noting(end, client.call("remove", common), version + 1);
      return { kind: "done", wish: before };
    } catch (error) {
      if (failureIn(error)?.code !== "changed_meanwhile" || tries === mostTries) throw error;
    }
  }
}

async function isRemoved(client: ApiClient, id: string): Promise<boolean> {
  try {
    await client.call("show", { path: { id } });
    return false;
  } catch (error) {
    if (failureIn(error)?.code === "no_such_wish") return true;
    throw error;
  }
}

function putBack({ status }: ListedWish): Patch {
  return status === "got" ? { status: "wanted" } : {};
}

/** Waits for an answer and notes the version it has led to, or that nothing has come of it. */
async function noting<T extends ListedWish | undefined>(
  end: ReturnType<StepWriter["begin"]> | undefined,
  answer: Promise<T>,
  version?: number,
): Promise<T> {
  try {
    const wish = await answer;
    end?.({ version: version ?? wish?.version ?? 0 });
    return wish;
  } catch (error) {
    // What nobody knows the outcome of is still to be undone.
    const code = failureIn(error)?.code;
    if (code !== "unreachable" && code !== "timed_out" && code !== "service_unavailable") end?.(undefined);
    throw error;
  }
}
