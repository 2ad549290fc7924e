export type ParsedUserName = { ok: true; userName: string } | { ok: false; message: string };

/** The longest user name accepted, counted in Unicode code points. */
const userNameCharacters = 64;

// Controls, bidirectional marks, unpaired surrogates: they can make a name read as another in a terminal.
const unreadableCharacter = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const subjectPrefix = "auth0|local-";

/**
 * Checks what a person typed as user name, and puts it into the form that is kept: NFC, trimmed, single spaces.
 *
 * Any readable name of up to 64 characters will do.
 */
export function parseUserName(text: string): ParsedUserName {
  if (unreadableCharacter.test(text)) return { ok: false, message: "A user name must not hold control characters." };
  const userName = text.normalize("NFC").trim().replace(/\s+/gu, " ");
  if (userName === "") return { ok: false, message: "Type a user name." };
  if (Array.from(userName).length > userNameCharacters) {
    return { ok: false, message: `A user name must not be longer than ${userNameCharacters} characters.` };
  }
  return { ok: true, userName };
}

/**
 * Makes the `sub` of a user name, in the shape of Auth0's `CONNECTION|ID`.
 *
 * Two names never share one, and the name can be read back from it, so that no table of users is needed.
 */
export function subjectOf(userName: string): string {
  return subjectPrefix + encodeURIComponent(userName);
}

/** The claims about a person that the scopes `openid` and `profile` stand for. */
export function claimsOf(subject: string): { sub: string; name: string; nickname: string } {
  const userName = decodeURIComponent(subject.slice(subjectPrefix.length));
  return { sub: subject, name: userName, nickname: userName };
}
