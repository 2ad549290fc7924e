const unsafe = [
  "\\p{Cc}", // C0, DEL and C1: a terminal obeys them
  "\\p{Default_Ignorable_Code_Point}", // bidirectional controls (UAX #9), zero width, fillers, tags: not to be seen
  "\\p{Zl}\\p{Zp}", // line breaks of their own
  "\\uFFF9-\\uFFFB", // interlinear annotation
  "\\p{Surrogate}", // a lone surrogate has no UTF-8
];
// The variation selectors only choose between two looks of the character before them, as of ☎ and ☎️.
const unsafePattern = `(?![\\uFE00-\\uFE0F])[${unsafe.join("")}]`;
const emojiJoinerPattern =
  "(?<=\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})*)\\u200D(?=\\p{Extended_Pictographic})";
// Unicode's properties take long to look up, and most texts hold nothing that they would be needed for.
const plainText = /^[ -~]*$/u;
let unsafeCharacter: RegExp | undefined;
let emojiJoiner: RegExp | undefined;

/**
 * Makes a text harmless for a terminal: what would be obeyed or unseen there is shown as `\uXXXX`.
 *
 * That is also how JSON writes such a character, so JSON stays the same JSON. Doing it twice changes nothing.
 */
export function safeText(text: string): string {
  if (plainText.test(text)) return text;
  unsafeCharacter ??= new RegExp(unsafePattern, "gu");
  return text.replace(unsafeCharacter, (character, offset: number) => {
    if (character === "\u200D" && joinsEmoji(text, offset)) return character;
    const isPair = character.length === 2;
    return escape(character.charCodeAt(0)) + (isPair ? escape(character.charCodeAt(1)) : "");
  });
}

function escape(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, "0")}`;
}

/** Families, flags and professions are drawn as one sign only with the joiner between their parts. */
function joinsEmoji(text: string, offset: number): boolean {
  emojiJoiner ??= new RegExp(emojiJoinerPattern, "uy");
  emojiJoiner.lastIndex = offset;
  return emojiJoiner.test(text);
}
