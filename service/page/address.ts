import { pagePath } from "../contract.ts";
import { defaultList, type Status } from "../wish.ts";

/** Which part of a list a page shows. */
export interface View {
  list: string;
  status: Status;
  /** Counted from 1, from `nextToken` on. */
  page: number;
  /** Where the part of a long list begins that is read at once; absent at its top. */
  nextToken?: string;
}

/** Writes the address of a view without its host; what is usual is left out. */
export function pathOf({ list, status = "wanted", page = 1, nextToken }: Partial<View>): string {
  return withQuery(pagePath, {
    list: list === defaultList ? undefined : list,
    status: status === "wanted" ? undefined : status,
    nextToken,
    page: page === 1 ? undefined : String(page),
  });
}

/** Writes the address of a feed of a list without its host. */
export function feedPathOf(path: string, list: string): string {
  return withQuery(path, { list: list === defaultList ? undefined : list });
}

/** Writes an address with these values, without those that are absent. */
export function withQuery(path: string, values: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
