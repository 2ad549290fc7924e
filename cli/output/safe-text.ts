const unsafe = [
  "\\u0000-\\u001F\\u007F-\\u009F", // C0, DEL and C1: a terminal obeys them
  "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069", // bidirectional controls (UAX #9): a text reads as another
  "\\u00AD\\u034F\\u180E\\u200B-\\u200D\\u2060-\\u2065\\u206A-\\u206F\\u3164\\uFEFF\\uFFA0", // nothing to see
  "\\u{E0000}-\\u{E0FFF}", // tags and further selectors: nothing to see either
  "\\u2028\\u2029", // line breaks of their own
  "\\uFFF9-\\uFFFB", // interlinear annotation
  "\\p{Surrogate}", // a lone surrogate has no UTF-8
];
const unsafeCharacter = new RegExp(`[${unsafe.join("")}]`, "gu");

// Families, flags and professions are drawn as one sign only with the joiner between their parts.
const emojiJoiner = /(?<=\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*)\u200D(?=\p{Extended_Pictographic})/uy;

/**
 * Makes a text harmless for a terminal: what would be obeyed or unseen there is shown as `\uXXXX`.
 *
 * That is also how JSON writes such a character, so JSON stays the same JSON. Doing it twice changes nothing.
 */
export function safeText(text: string): string {
  return text.replace(unsafeCharacter, (character, offset: number) => {
    if (character === "\u200D" && joinsEmoji(text, offset)) return character;
    return Array.from({ length: character.length }, (_, unit) => escape(character.charCodeAt(unit))).join("");
  });
}

function escape(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, "0")}`;
}

function joinsEmoji(text: string, offset: number): boolean {
  emojiJoiner.lastIndex = offset;
  return emojiJoiner.test(text);
}
