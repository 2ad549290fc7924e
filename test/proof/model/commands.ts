import { deepEqual } from "node:assert/strict";

import fc from "fast-check";

import type { Status } from "../../../service/wish.ts";
import { type Kept, type Model, shown } from "./model.ts";
import type { Real } from "./real.ts";
import { aim, type Answer, type Asked, type Wanted, wanted } from "./requests.ts";

const dayMilliseconds = 24 * 60 * 60 * 1000;

interface Running {
  real: Real;
  scheduler: fc.Scheduler;
}

type Command = fc.AsyncCommand<Model, Running, boolean>;

/** Requests that are under way at the same time. */
class Together implements Command {
  readonly #requests: Wanted[];

  constructor(requests: Wanted[]) {
    this.#requests = requests;
  }

  check = () => true;

  async run(model: Model, { real, scheduler }: Running): Promise<void> {
    const sendAll = async ({ asked, comesTwice, isWrittenTwice }: Wanted & { asked: Asked }) => {
      const sent = [];
      for (const _time of comesTwice ? [1, 2] : [1]) {
        sent.push(await real.steps.follow(scheduler, isWrittenTwice, () => real.ask(asked)));
      }
      return sent.map(({ outcome, at }) => ({ asked, answer: outcome, at }));
    };
    const aimed = this.#requests.map((request) => ({ ...request, asked: aim(request, model.wishes) }));
    const done = await real.steps.together(
      scheduler,
      aimed.map((each) => () => sendAll(each)),
    );
    for (const { asked, answer } of done.flat().toSorted((one, other) => one.at - other.at)) {
      deepEqual({ asked, ...inOrder(answer) }, { asked, ...model.answer(asked, answer) });
      const what = `${asked.operation} answered ${answer.status}`;
      real.answered.set(what, (real.answered.get(what) ?? 0) + 1);
    }
    await checkTable(model, real);
  }

  toString = () => JSON.stringify(this.#requests);
}

class DaysPass implements Command {
  check = () => true;

  async run(model: Model, { real: { service } }: Running): Promise<void> {
    model.day += 20;
    service.clock.milliseconds += 20 * dayMilliseconds;
  }

  toString = () => "20 days pass";
}

/** A list must be in order; wishes of the same time may be in any. */
function inOrder(answer: Answer): Answer {
  if (!answer.wishes) return answer;
  const wishes = answer.wishes as { createdAt: string; id: string }[];
  const times = wishes.map(({ createdAt }) => createdAt);
  deepEqual(times, times.toSorted().toReversed());
  const order = ({ createdAt, id }: (typeof wishes)[number]) => `${createdAt} ${id}`;
  return { ...answer, wishes: wishes.toSorted((one, other) => (order(one) < order(other) ? 1 : -1)) };
}

function withoutTimes(item: Record<string, unknown>): Record<string, unknown> {
  const { changeKey: _changeKey, updatedAt: _updatedAt, purgeAt, ...rest } = item;
  return { ...rest, isPurgedLater: purgeAt !== undefined };
}

function itemOf(wish: Kept): Record<string, unknown> {
  const { status: _status, ...item } = shown(wish) as Record<string, unknown>;
  const list = wish.shelf === "wanted" ? "default" : `default#${wish.shelf}`;
  return { ...item, list, addedBy: `auth0|${wish.addedBy}`, isPurgedLater: wish.shelf === "removed" };
}

function byId(items: Record<string, unknown>[]): Record<string, unknown>[] {
  return items.toSorted((one, other) => (String(one["id"]) < String(other["id"]) ? -1 : 1));
}

/** The table holds what the model does, each wish once, and the shelves show it. */
async function checkTable(model: Model, real: Real): Promise<void> {
  const items = await real.items();
  deepEqual(byId(items.map(withoutTimes)), byId(model.wishes.map(itemOf)));
  for (const shelf of ["wanted", "got"] as Status[]) {
    const asked: Asked = { operation: "list", by: "ada", id: "", body: {}, key: undefined, ifMatch: undefined, shelf };
    const listed = await real.ask(asked);
    deepEqual(inOrder(listed).wishes, model.on(shelf).map(shown));
  }
}

/** What up to three clients do at once, twenty times, while the days pass. */
export const commands = fc.commands<Model, Running, boolean>(
  [
    ...Array.from({ length: 9 }, () =>
      fc.array(wanted, { minLength: 1, maxLength: 3 }).map((them) => new Together(them)),
    ),
    fc.constant(new DaysPass()),
  ],
  { maxCommands: 20, size: "max" },
);
