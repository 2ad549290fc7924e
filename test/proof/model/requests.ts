import fc from "fast-check";

import type { Status } from "../../../service/wish.ts";

/** One request, as it is sent. */
export interface Asked {
  operation: "add" | "change" | "remove" | "show" | "list";
  by: Person;
  id: string;
  body: object;
  key: string | undefined;
  ifMatch: string | undefined;
  shelf: Status;
}

/** What comes back of it: the wish, or the wishes, without when they were changed. */
export interface Answer {
  status: number;
  wish?: object;
  wishes?: object[];
}

export type Person = "ada" | "bob" | "keeper";

/** A request that is still to be aimed at a wish that there is. */
export type Wanted = Pick<Asked, "by" | "key" | "shelf"> & {
  what: Pick<Asked, "operation" | "body">;
  /** Counted from the wish that was added last, and round again; one of them is no wish. */
  which: number;
  version: "any" | "seen" | "stale" | "*";
  /** The answer does not reach the client, which sends the request once more. */
  comesTwice: boolean;
  /** Nor does the table's answer reach the function, whose client sends each write once more. */
  isWrittenTwice: boolean;
};

const name = fc.constantFrom("Kite", "Kettle", "Boat");
const description = fc.constantFrom("red", "blue");
const status = fc.constantFrom<Status>("wanted", "got");
const createdAt = fc.constantFrom("2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z");

const newWish = fc.record({ name, description, createdAt }, { requiredKeys: ["name"] });
const edit = fc.record(
  { name, description: fc.option(description), priority: fc.option(fc.constantFrom("high", "low")), status },
  { requiredKeys: [] },
);
const move = fc.record({ status });

const what = fc.oneof(
  { weight: 3, arbitrary: newWish.map((body) => ({ operation: "add" as const, body })) },
  { weight: 4, arbitrary: edit.map((body) => ({ operation: "change" as const, body })) },
  { weight: 4, arbitrary: move.map((body) => ({ operation: "change" as const, body })) },
  { weight: 2, arbitrary: fc.constant({ operation: "remove" as const, body: {} }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("show" as const, "list" as const).map((each) => ({ operation: each, body: {} })),
  },
);

const nobody = 8;

/** Few people, keys and wishes, so that they often meet. */
export const wanted: fc.Arbitrary<Wanted> = fc.record({
  what,
  by: fc.constantFrom<Person>("ada", "ada", "bob", "keeper"),
  which: fc.nat({ max: nobody }),
  key: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
  version: fc.constantFrom<Wanted["version"]>("any", "any", "seen", "seen", "stale", "*"),
  shelf: status,
  comesTwice: fc.boolean(),
  isWrittenTwice: fc.boolean(),
});

/** Aims a request at one of these wishes, with the version that it has by now. */
export function aim(
  { what: { operation, body }, which, version, by, key, shelf }: Wanted,
  wishes: readonly { id: string; version: number }[],
): Asked {
  const wish = which === nobody ? undefined : wishes.at(-1 - (which % wishes.length));
  const seen = wish?.version ?? 1;
  const ifMatch = { any: undefined, seen: `"${seen}"`, stale: `"${seen - 1}"`, "*": "*" }[version];
  return { operation, by, body, key, shelf, id: wish?.id ?? "nothing", ifMatch };
}
