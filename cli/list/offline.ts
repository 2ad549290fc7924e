import { type Status, wishFields } from "../../service/wish.ts";
import type { ApiClient } from "../api/client.ts";
import { type ListOptions, type ListPart, readKeptWishes } from "../api/list-wishes.ts";
import { exitCodes, Failure, failureIn } from "../failure.ts";
import { formatTime } from "../output/time.ts";
import { listCommand } from "./list-command.ts";

/** All of a list, or all with one status. */
export interface WholeList {
  list: string;
  status: Status | "all";
}

/** What this machine knows of a list. */
export interface OfflineList {
  /** When it was read; of several lists, the one of longest ago. */
  readAt: Date;
  read: (options: ListOptions) => Iterable<ListPart>;
}

/** @throws Failure `not_kept` */
export function openOffline(client: Pick<ApiClient, "apiUrl" | "lists">, { list, status }: WholeList): OfflineList {
  const kept = new Map(statusesOf(status).map((each) => [each, readKeptWishes(client, { list, status: each })]));
  return {
    readAt: new Date(Math.min(...[...kept.values()].map(({ readAt }) => readAt.getTime()))),
    read: ({ status = "wanted" }) => kept.get(status)!.parts(),
  };
}

/** Adds to a failure of the network that there is an older list on this machine. */
export function withOfflineHint(
  error: unknown,
  client: Pick<ApiClient, "apiUrl" | "lists">,
  choice: WholeList,
  now: number,
): unknown {
  const failure = failureIn(error);
  if (!failure || exitCodes[failure.code] !== exitCodes.unreachable) return error;
  try {
    const { readAt } = openOffline(client, choice);
    const { code, message, hints } = failure;
    const hint = `With --offline, \`${listCommand(choice)}\` shows it as it was ${formatAge(readAt, now)}.`;
    return new Failure(code, message, { hints: [...hints, hint], cause: failure });
  } catch {
    return error;
  }
}

/** The statuses that a choice of them stands for. */
export function statusesOf(status: Status | "all"): readonly Status[] {
  return status === "all" ? wishFields.status.choices : [status];
}

const units = { day: 86_400_000, hour: 3_600_000, minute: 60_000 };

/** Says how long ago something was, and when: `2 hours ago (2026-11-22 14:32)`. */
export function formatAge(time: Date, now: number): string {
  const age = now - time.getTime();
  const [unit, milliseconds] = Object.entries(units).find(([, each]) => age >= each) ?? [];
  const count = milliseconds === undefined ? 0 : Math.floor(age / milliseconds);
  // Intl would take longer to load than all the rest.
  const ago = unit === undefined ? "less than a minute ago" : `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  return `${ago} (${formatTime(time)})`;
}
