/** What may stand in the table under one id, before anything is known of it. */
export type StoredItem = Record<string, unknown>;

const digest = /^[0-9a-hjkmnp-tv-z]{26}$/u;

/**
 * Names every rule of the contract that a stored item breaks.
 *
 * Written apart from the service's own check, character by character, so that both would have to be wrong.
 */
export function brokenRules(item: StoredItem): string[] {
  const { id, list, name, description, url, createdAt, addedBy, ...more } = item;
  const { price, priority, quantity, tags, updatedAt, version, changeKey, purgeAt, ...others } = more;
  const rules: [rule: string, holds: boolean][] = [
    ["nothing but the known fields", Object.keys(others).length === 0],
    ["id is visible ASCII", typeof id === "string" && /^[!-~]{1,128}$/u.test(id)],
    ["list is a shelf of the one list", ["default", "default#got", "default#removed"].includes(String(list))],
    ["createdAt and updatedAt are times", isTime(createdAt) && isTime(updatedAt)],
    ["createdAt is not to come", String(createdAt) <= String(updatedAt)],
    ["version is a count", isCount(version, 1_000_000)],
    ["changeKey is a digest", changeKey === undefined || (isText(changeKey, 26, []) && digest.test(changeKey))],
    ["purgeAt is there when it was removed", (purgeAt !== undefined) === (list === "default#removed")],
    ["purgeAt is in seconds", purgeAt === undefined || isCount(purgeAt, 10_000_000_000)],
    ["price is an amount", price === undefined || isAmount(price)],
    ["priority is one of two", priority === undefined || priority === "high" || priority === "low"],
    ["quantity is a count", quantity === undefined || isCount(quantity, 999)],
    ["tags are words", tags === undefined || isWords(tags)],
    ["addedBy is somebody", typeof addedBy === "string" && addedBy !== ""],
    ["name is a line", isText(name, 200, []) && name !== "" && name.trim() === name],
    [
      "description is text",
      description === undefined ||
        (isText(description, 2000, ["\n", "\t", "\u2028", "\u2029"]) && description.trim() !== ""),
    ],
    ["url is an address", url === undefined || (isText(url, 2048, []) && isAddress(url))],
  ];
  return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && new Date(value).toISOString() === value;
}

function isCount(value: unknown, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max;
}

function isAmount(value: unknown): boolean {
  const { amount, currency, ...others } = value as Record<string, unknown>;
  const digits = { JPY: 0, EUR: 2, KWD: 3 }[String(currency)];
  const [whole = "", fraction = ""] = String(amount).split(".");
  return (
    Object.keys(others).length === 0 &&
    digits !== undefined &&
    /^[0-9]{1,15}$/u.test(whole) &&
    /^[0-9]*$/u.test(fraction) &&
    fraction.length <= digits &&
    !String(amount).endsWith(".")
  );
}

function isWords(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > 10) return false;
  const words = value as string[];
  return words.every(isWord) && words.every((word, n) => n === 0 || words[n - 1]! < word);
}

function isWord(word: string): boolean {
  return isText(word, 32, []) && word !== "" && word === word.toLowerCase() && !/[^\p{L}\p{M}\p{N}-]/u.test(word);
}

function isText(value: unknown, limit: number, allowed: string[]): value is string {
  if (typeof value !== "string" || value.normalize("NFC") !== value) return false;
  const characters = Array.from(value);
  return characters.length <= limit && characters.every((each) => allowed.includes(each) || !isControl(each));
}

/** C0, DEL, C1, line and paragraph separators, bidirectional controls, and halves of surrogate pairs. */
function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const within = (first: number, last: number) => code >= first && code <= last;
  return (
    within(0, 0x1f) ||
    within(0x7f, 0x9f) ||
    code === 0x61c ||
    within(0x200e, 0x200f) ||
    within(0x2028, 0x2029) ||
    within(0x202a, 0x202e) ||
    within(0x2066, 0x2069) ||
    within(0xd800, 0xdfff)
  );
}

function isAddress(text: string): boolean {
  if (/\s/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ["http:", "https:"].includes(protocol) && username === "" && password === "";
}
