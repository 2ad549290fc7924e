import { html as tag, raw } from "hono/html";

/** Markup that is whole in itself: what stands in it is escaped already. */
export type Markup = ReturnType<typeof raw>;

type Value = string | number | false | undefined | Markup | readonly Value[];

/**
 * Writes markup; every text that is put into it is escaped, also in attributes (`& < > " '`).
 *
 * The tag of hono gives a promise only where it is given one, which its type does not say.
 */
export const html = tag as (strings: TemplateStringsArray, ...values: Value[]) => Markup;

/** The one text that is written as it is: the style, which holds nothing that anybody has sent. */
export function styleElement(css: string): Markup {
  return raw(`<style>${css}</style>`);
}
