/** Crockford's base32, in lower case, as ids have it. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** 130 bits. */
const characters = 26;

/** Makes the name of a list that nobody can guess. */
export function randomListName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(characters));
  // 32 letters: the remainder of a byte favours none of them.
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}
