import type { Values } from "../../service/wish.ts";

type Amount = Values["amount"];

/** What a page says of a price: an amount that is meant, or why none was taken. */
export type ReadPrice = { price: Amount } | { doubt: string };

/** The signs that mean one currency only; a `$` or `kr` could be several. */
const signs: readonly [sign: RegExp, currency: string][] = [
  [/US\s?\$/u, "USD"],
  [/€/u, "EUR"],
  [/£/u, "GBP"],
  [/zł/iu, "PLN"],
  [/Kč/iu, "CZK"],
  [/₹/u, "INR"],
];

/**
 * Reads a price as pages write it, such as `1.299,00 €`, `1’299.–` or 39.9.
 *
 * The last separator is a decimal one with one or two digits behind it. Three digits behind the only one are left out,
 * since "1.299" is both, but where the currency has three digits or none.
 *
 * @param currency its code or sign, where the page says it apart
 * @returns `undefined` where there is no number
 */
export function readPrice(value: string | number, currency: string | undefined): ReadPrice | undefined {
  const text = String(value).normalize("NFKC");
  const [number, ...others] = text.match(/\d(?:[\d.,'’]|\s(?=\d{3}))*/gu) ?? [];
  if (number === undefined) return undefined;
  const said = `"${text.trim().slice(0, 40)}"`;
  if (others.length > 0 || /(?<![\d.,])[-−]\d/u.test(text)) return { doubt: `${said} is not one price` };
  const code = currencyOf(currency?.toUpperCase()) ?? currencyOf(text);
  if (code === undefined) return { doubt: `${said} has no currency that is known` };
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  const amount = readAmount(number.replace(/[\s'’]|[.,]+$/gu, ""), digits);
  if (amount === undefined) return { doubt: `${said} could be more than one number` };
  return /[1-9]/u.test(amount) ? { price: { amount, currency: code } } : { doubt: `${said} is nothing` };
}

function currencyOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [, code] = signs.find(([sign]) => sign.test(text)) ?? [];
  const known = Intl.supportedValuesOf("currency");
  return code ?? text.match(/(?<!\p{L})[A-Z]{3}(?!\p{L})/gu)?.find((each) => known.includes(each));
}

/** @returns with as many digits behind the point as the currency has */
function readAmount(text: string, digits: number): string | undefined {
  const separators = text.match(/[.,]/gu) ?? [];
  const last = separators.at(-1) ?? "";
  const [fraction = ""] = last === "" ? [] : text.split(last).slice(-1);
  const isGrouping =
    fraction.length === 3 && (separators.length > 1 ? new Set(separators).size === 1 : digits === 0 && text[0] !== "0");
  const isLone = separators.filter((each) => each === last).length === 1;
  if (last === "" || isGrouping) return padded(text.replace(/[.,]/gu, ""), "", digits);
  if (!isLone || (fraction.length === 3 && digits !== 3)) return undefined;
  const whole = text.slice(0, -fraction.length - 1);
  if (/[.,]/u.test(whole) && !/^\d{1,3}(?:[.,]\d{3})+$/u.test(whole)) return undefined;
  return padded(whole.replace(/[.,]/gu, ""), fraction, digits);
}

function padded(whole: string, fraction: string, digits: number): string {
  // Some shops write 39.9000, and what a program has multiplied is 39.900000000000006.
  if (fraction.length > digits) return Number(`${whole}.${fraction}`).toFixed(digits);
  const amount = whole.replace(/^0+(?=\d)/u, "");
  return digits === 0 ? amount : `${amount}.${fraction.padEnd(digits, "0")}`;
}
