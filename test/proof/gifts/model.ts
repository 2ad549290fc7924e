import { freeOf } from "../../../service/gifts/claims.ts";

/** What somebody asks for; the numbers choose among a few wishes, forms and codes. */
export type Ask =
  | { kind: "claim"; form: number; wish: number; quantity: number; isYes: boolean; isOldCode: boolean }
  | { kind: "release"; form: number }
  | { kind: "edit"; wish: number; quantity: number }
  | { kind: "remove"; wish: number }
  | { kind: "rotate" };

export interface ModelClaim {
  wish: number;
  quantity: number;
  /** Absent once somebody has said yes. */
  untilMilliseconds?: number;
}

export interface State {
  /** The quantity of each wish; that of a removed one is absent. */
  quantities: readonly (number | undefined)[];
  claims: Readonly<Record<number, ModelClaim>>;
  /** The forms whose claims were let go, the last one last. */
  released: readonly number[];
  code: string;
}

const reservedMilliseconds = 30 * 60_000;

/** What one request does, if nobody else asks meanwhile. `newCode` is what a rotation has come to. */
export function apply(state: State, ask: Ask, nowMilliseconds: number, code: Codes): { state: State; status: number } {
  const { quantities, claims, released } = state;
  switch (ask.kind) {
    case "rotate":
      return { state: { ...state, code: code.rotated ?? state.code }, status: 200 };
    case "edit":
    case "remove": {
      if (quantities[ask.wish] === undefined) return { state, status: 404 };
      const quantity = ask.kind === "edit" ? ask.quantity : undefined;
      return { state: { ...state, quantities: quantities.with(ask.wish, quantity) }, status: 200 };
    }
    case "release": {
      if (released.includes(ask.form)) return { state, status: 200 };
      if (!claims[ask.form]) return { state, status: 404 };
      const left = without(claims, (form) => form === ask.form);
      return { state: { ...state, claims: left, released: [...released, ask.form] }, status: 200 };
    }
    case "claim":
      return claim(state, ask, nowMilliseconds, code.sent);
    default:
      return ask satisfies never;
  }
}

/** The code that a claim was sent with, and the one that a rotation was answered with. */
export interface Codes {
  sent: string;
  rotated?: string;
}

function claim(state: State, ask: Ask & { kind: "claim" }, nowMilliseconds: number, sent: string) {
  const { quantities, claims, released, code } = state;
  const counts = ({ untilMilliseconds = Infinity }: ModelClaim) => untilMilliseconds > nowMilliseconds;
  if (sent !== code) return { state, status: 404 };
  const own = claims[ask.form];
  if (released.includes(ask.form) || (own && own.wish !== ask.wish)) return { state, status: 400 };
  if (own && own.untilMilliseconds === undefined) return { state, status: 201 };
  const quantity = quantities[ask.wish];
  if (quantity === undefined) return { state, status: 409 };
  const isHeld = own !== undefined && counts(own) && own.quantity === ask.quantity;
  if (isHeld && !ask.isYes) return { state, status: 201 };
  const others = Object.values(without(claims, (form) => form === ask.form)).filter((each) => each.wish === ask.wish);
  const rivals = others.filter((each) => (isHeld ? each.untilMilliseconds === undefined : counts(each)));
  const taken = rivals.reduce((sum, each) => sum + each.quantity, 0);
  if (ask.quantity > freeOf({ id: "", quantity }, new Map([["", taken]]))) return { state, status: 409 };
  const made: ModelClaim = {
    wish: ask.wish,
    quantity: ask.quantity,
    ...(!ask.isYes && { untilMilliseconds: nowMilliseconds + reservedMilliseconds }),
  };
  // Whoever comes next clears what has ended.
  const kept = without(claims, (form) => !counts(claims[form]!));
  return { state: { ...state, claims: { ...kept, [ask.form]: made } }, status: 201 };
}

function without(claims: State["claims"], is: (form: number) => boolean): State["claims"] {
  return Object.fromEntries(Object.entries(claims).filter(([form]) => !is(Number(form))));
}

/** Every order that some things can come in. */
export function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item].concat(rest)));
}
