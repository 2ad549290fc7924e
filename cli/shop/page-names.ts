import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Context } from "../context.ts";

/** What the pages of shops called their products when this machine last looked, by address. */
export type PageNames = Record<string, string>;

const fileName = "page-names.json";

/**
 * Reads what is remembered, so that a name that a shop has changed can be told from one that a person has.
 *
 * What cannot be read counts as nothing: then no page is known to have another name.
 */
export function readPageNames({ settings }: Pick<Context, "settings">): PageNames {
  try {
    return (JSON.parse(readFileSync(join(settings.stateFolder, fileName), "utf8")) as PageNames | null) ?? {};
  } catch {
    return {};
  }
}

/** Remembers more names. Where nothing can be written, the next check only knows less. */
export function rememberPageNames(context: Pick<Context, "settings">, names: PageNames): void {
  try {
    mkdirSync(context.settings.stateFolder, { recursive: true, mode: 0o700 });
    const all = JSON.stringify({ ...readPageNames(context), ...names });
    writeFileSync(join(context.settings.stateFolder, fileName), all, { mode: 0o600 });
  } catch {
    // As above.
  }
}
