/** What may stand in the table under one id, before anything is known of it. */
export type StoredItem = Record<string, unknown>;

/**
 * Names every rule of the contract that a stored item breaks.
 *
 * Written apart from the service's own check, character by character, so that both would have to be wrong.
 */
export function brokenRules(item: StoredItem): string[] {
  const { id, list, name, description, url, createdAt, addedBy, ...others } = item;
  const rules: [rule: string, holds: boolean][] = [
    ["nothing but the known fields", Object.keys(others).length === 0],
    ["id is visible ASCII", typeof id === "string" && /^[!-~]{1,128}$/u.test(id)],
    ["list is the one list", list === "default"],
    ["createdAt is a time", typeof createdAt === "string" && new Date(createdAt).toISOString() === createdAt],
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
