/** The tokens that this process knows, so that nothing that it writes shows them. */
export interface Secrets {
  add(text: string): void;
  /** Writes `[token]` in place of each token, and of each longer piece of one. */
  blotOut(text: string): string;
}

/** A shorter text is no token that anybody could rely on, and may be a part of any word. */
const fewestCharacters = 8;

/** What can be a piece of a token (RFC 6750 §2.1) and is hardly ever anything else. */
const piece = /[\w.~+/-]{20,}=*/gu;

export function createSecrets(): Secrets {
  const secrets = new Set<string>();
  return {
    add(text) {
      if (text.length < fewestCharacters) return;
      secrets.add(text);
      secrets.add(encodeURIComponent(text));
    },
    blotOut(text) {
      if (secrets.size === 0) return text;
      let blotted = text;
      for (const secret of secrets) blotted = blotted.replaceAll(secret, "[token]");
      return blotted.replace(piece, (found) =>
        [...secrets].some((secret) => secret.includes(found)) ? "[token]" : found,
      );
    },
  };
}
