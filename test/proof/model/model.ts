import type { Shelf } from "../../../service/store/store.ts";
import { defaultList } from "../../../service/wish.ts";
import type { Answer, Asked } from "./requests.ts";

/** A wish as the model keeps it. */
export interface Kept {
  id: string;
  addedBy: string;
  /** Its `Idempotency-Key`, and what was said under it. */
  added: { key: string | undefined; body: object };
  /** What is shown of it beside id, status and version: `name`, `createdAt`, `description`, `priority`. */
  fields: Record<string, unknown>;
  shelf: Shelf;
  version: number;
  removedOnDay?: number;
  /** The request under a key that changed it last. */
  lastChange: string | undefined;
}

/** What the service must answer when one request comes after another, written apart from it. */
export class Model {
  readonly wishes: Kept[] = [];
  day = 0;

  /** What only the service can know, an id and a time, is taken from its own answer. */
  answer(asked: Asked, answered: Answer): Answer {
    if (asked.operation === "list") return { status: 200, wishes: this.on(asked.shelf).map(shown) };
    if (asked.operation === "add") return this.#add(asked, answered);
    const wish = this.wishes.find(({ id }) => id === asked.id);
    if (asked.operation !== "show") return this.#change(asked, wish);
    return wish && wish.shelf !== "removed" ? { status: 200, wish: shown(wish) } : { status: 404 };
  }

  /** A shelf from top to bottom; wishes of the same time in the order of their ids. */
  on(shelf: Shelf): Kept[] {
    const order = ({ id, fields }: Kept) => `${String(fields["createdAt"])} ${id}`;
    return this.wishes.filter((wish) => wish.shelf === shelf).toSorted((a, b) => (order(a) < order(b) ? 1 : -1));
  }

  #add({ by, body, key }: Asked, answered: Answer): Answer {
    const before = key === undefined ? undefined : this.wishes.find((it) => it.addedBy === by && it.added.key === key);
    if (before) {
      const isSame = before.version > 1 || said(before.added.body) === said(body);
      return isSame && before.shelf !== "removed" ? { status: 201, wish: shown(before) } : { status: 422 };
    }
    const { id, createdAt } = { id: "", createdAt: "", ...answered.wish };
    if (id === "" || this.wishes.some((wish) => wish.id === id)) return { status: 201, wish: { id: "a new one" } };
    const added = {
      id,
      addedBy: by,
      added: { key, body },
      fields: { createdAt, list: defaultList, ...body },
      lastChange: undefined,
    };
    this.wishes.push({ ...added, shelf: "wanted", version: 1 });
    return { status: 201, wish: shown(this.wishes.at(-1)!) };
  }

  #change(asked: Asked, wish: Kept | undefined): Answer {
    const { operation, by, body, key, ifMatch } = asked;
    const may = wish?.addedBy === by || by === "keeper";
    const isRemoved = wish?.shelf === "removed";
    if (!wish || (isRemoved && (!may || this.day - wish.removedOnDay! >= 30))) return { status: 404 };
    if (!may) return { status: 403 };
    const answer = () => (operation === "remove" ? { status: 204 } : { status: 200, wish: shown(wish) });
    const change = key === undefined ? undefined : JSON.stringify([operation, by, key, body]);
    if (change !== undefined && change === wish.lastChange) return answer();
    const { status, ...fields } = body as { status?: Shelf };
    if (isRemoved && (status === undefined || Object.keys(fields).length > 0)) return { status: 404 };
    if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== `"${wish.version}"`) return { status: 412 };
    wish.version += 1;
    wish.lastChange = change;
    wish.shelf = operation === "remove" ? "removed" : (status ?? wish.shelf);
    if (operation === "remove") wish.removedOnDay = this.day;
    wish.fields = Object.fromEntries(
      Object.entries({ ...wish.fields, ...fields }).filter(([, value]) => value !== null),
    );
    return answer();
  }
}

/** A wish as it is shown, but for when it was changed. */
export function shown({ id, fields, shelf, version }: Kept): object {
  return { ...fields, id, status: shelf === "got" ? "got" : "wanted", version };
}

/** What a person says of a wish; when it was added is not part of that. */
function said(body: object): string {
  return JSON.stringify({ ...body, createdAt: undefined });
}
