export type ParsedUserName = { ok: true; userName: string } | { ok: false; message: string };

/** The longest user name accepted, counted in Unicode code points. */
const userNameCharacters = 64;

// Control characters, bidirectional marks and unpaired surrogates can make one name look like another in a terminal.
const unreadableCharacter = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const subjectPrefix = "auth0|local-";

/**
 * Checks a user name that was typed, and normalizes it: NFC, trimmed, single spaces.
 *
 * Any readable name of up to 64 characters is accepted.
 */
export function parseUserName(text: string): ParsedUserName {
  if (unreadableCharacter.test(text)) return { ok: false, message: "A user name must not contain control characters." };
  const userName = text.normalize("NFC").trim().replace(/\s+/gu, " ");
  if (userName === "") return { ok: false, message: "Type a user name." };
  if (Array.from(userName).length > userNameCharacters) {
    return { ok: false, message: `A user name must not be longer than ${userNameCharacters} characters.` };
  }
  return { ok: true, userName };
}

/**
 * Makes the `sub` of a user name, in the form `CONNECTION|ID` of Auth0.
 *
 * It is different for every name, and the name can be read back from it, so no table of users is needed.
 */
export function subjectOf(userName: string): string {
  return subjectPrefix + encodeURIComponent(userName);
}

/** The claims about a person that the scopes `openid` and `profile` stand for. */
export function claimsOf(subject: string): { sub: string; name: string; nickname: string } {
  const userName = decodeURIComponent(subject.slice(subjectPrefix.length));
  return { sub: subject, name: userName, nickname: userName };
}
