import { webAddress } from "../../service/wish.ts";
import { fold } from "./filter.ts";

/** What two wishes are compared by. */
interface Compared {
  name?: string | undefined;
  url?: string | undefined;
}

/** Finds wishes of which another one is about the same thing: the same page, or the same name. */
export interface Duplicates<T> {
  add(wish: Compared, value: T): void;
  /** Takes out the values that were added for a wish and that the test is true of. */
  remove(wish: Compared, test: (value: T) => boolean): void;
  /** Gives the values of all that were added and are about the same, in the order in which they were. */
  find(wish: Compared): T[];
}

/** What shops and mailings add to an address to count visitors; it leads to the same page without. */
const trackingParameter =
  /^(?:utm_.*|_ga|_gl|dclid|fbclid|gad_source|gbraid|gclid|gclsrc|igshid|mc_cid|mc_eid|msclkid|srsltid|ttclid|twclid|wbraid|yclid)$/iu;

/** A fragment that a page's script shows something else for; any other is a place on the same page. */
const routeFragment = /^#[!/]/u;

/**
 * Makes addresses equal that lead to the same page: `http` and `https`, with and without `www.`, default port, slash at
 * the end, place on the page and tracking parameters, whatever the order of its query.
 *
 * normalize-url is not used: its versions for Node.js 20 throw on a query such as `?%E0`, and take `%26` for `&`.
 */
export function normaliseAddress(address: URL): string {
  const { host, pathname, searchParams, hash } = new URL(address);
  const query = new URLSearchParams([...searchParams].filter(([name]) => !trackingParameter.test(name)));
  query.sort();
  const path = pathname.replace(/\/+$/u, "");
  return `${host.replace(/^www\./u, "")}${path}?${query.toString()}${routeFragment.test(hash) ? hash : ""}`;
}

/** Makes a collection that is empty. Names are the same whatever their case, accents and white space. */
export function createDuplicates<T>(): Duplicates<T> {
  const values = new Map<string, T[]>();
  return {
    add(wish, value) {
      for (const key of keysOf(wish)) {
        const others = values.get(key);
        if (others) others.push(value);
        else values.set(key, [value]);
      }
    },
    remove(wish, test) {
      for (const key of keysOf(wish)) values.set(key, values.get(key)?.filter((value) => !test(value)) ?? []);
    },
    find: (wish) => [...new Set(keysOf(wish).flatMap((key) => values.get(key) ?? []))],
  };
}

/** Keeps the wishes of which there is another one about the same, those that belong together one after the other. */
export function onlyDuplicates<T extends Compared>(wishes: readonly T[]): T[] {
  const duplicates = createDuplicates<T>();
  for (const wish of wishes) duplicates.add(wish, wish);
  const groups = new Set<T>();
  for (const wish of wishes) {
    const same = duplicates.find(wish);
    if (same.length > 1) for (const each of [wish, ...same]) groups.add(each);
  }
  return [...groups];
}

function keysOf({ name, url }: Compared): string[] {
  const address = webAddress(url);
  return [
    ...(address ? [`url ${normaliseAddress(address)}`] : []),
    ...(name === undefined ? [] : [`name ${fold(name).trim().replace(/\s+/gu, " ")}`]),
  ];
}
