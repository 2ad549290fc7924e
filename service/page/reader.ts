import type { Amount } from "../kinds.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import type { Words } from "./words.ts";

/** The languages of the page; who reads none of them gets the first one. */
const languages: readonly Words[] = [english, german];

/** How somebody reads: in which words, and with numbers written in which way. */
export interface Reader {
  words: Words;
  /** A language, perhaps with script and region (BCP 47): it may be one that there are no words in. */
  locale: string;
}

/** More languages than anybody reads are not looked at. */
const mostLanguages = 10;

/** Reads `Accept-Language` (RFC 9110 §12.5.4): the languages that somebody reads, the best one first. */
export function readerOf(acceptLanguage = ""): Reader {
  const wanted = acceptLanguage
    .split(",", mostLanguages)
    .flatMap((range) => {
      const [, tag, weight = "1"] =
        /^\s*([a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?)\b[^;]*(?:;\s*q=([\d.]+))?\s*$/iu.exec(range) ?? [];
      return tag && Number(weight) > 0 ? [{ tag, weight: Number(weight) }] : [];
    })
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag.toLowerCase());
  const words = wanted.map((tag) => languages.find(({ language }) => language === tag.split("-")[0])).find(Boolean);
  const [locale = english.language] = Intl.NumberFormat.supportedLocalesOf(wanted);
  return { words: words ?? english, locale };
}

/** Writes amounts of money as the reader does. */
export function priceWriter({ locale }: Reader): (price: Amount) => string {
  const formats = new Map<string, Intl.NumberFormat>();
  return ({ amount, currency }) => {
    // A row that breaks the rules must not cost everybody the page.
    if (!/^\d+(?:\.\d+)?$/u.test(amount) || !/^[A-Z]{3}$/u.test(currency)) return `${amount} ${currency}`;
    const format = formats.get(currency) ?? new Intl.NumberFormat(locale, { style: "currency", currency });
    formats.set(currency, format);
    return format.format(amount as `${number}`);
  };
}

/** Writes the day of a time, in UTC: nobody knows where the reader is. */
export function writeDay({ words: { language }, locale }: Reader, time: string): string {
  const isOwn = locale.split("-")[0] === language;
  return new Intl.DateTimeFormat(isOwn ? locale : language, { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(time),
  );
}
