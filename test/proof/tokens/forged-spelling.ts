import { base64url, partsOf } from "./token-text.ts";

type Spell = (token: string) => string;

const joined = (...parts: string[]) => parts.join(".");

/** Ways to write a good token that make it another text, none of which is a JWS in compact serialization. */
export const forgedSpellings: [name: string, spell: Spell][] = [
  ["a part too few", (token) => joined(...partsOf(token).slice(0, 2))],
  ["a part too many", (token) => `${token}.`],
  ["two parts too many, like an encrypted one", (token) => `${token}.a.b`],
  ["a dot before", (token) => `.${token}`],
  ["a dot doubled", (token) => token.replace(".", "..")],
  ["no dots", (token) => token.replaceAll(".", "")],
  ["only dots", () => ".."],
  ["only its signature", (token) => partsOf(token)[2]],
  ["one = behind", (token) => `${token}=`],
  ["two = behind", (token) => `${token}==`],
  ["= behind each part", (token) => joined(...partsOf(token).map((part) => `${part}=`))],
  ["a space inside", (token) => token.replace(".", " .")],
  ["a tab inside", (token) => token.replace(".", ".\t")],
  ["a space in the middle of a part", (token) => `${token.slice(0, 50)} ${token.slice(50)}`],
  ["a word behind", (token) => `${token} x`],
  ["a comma behind", (token) => `${token},`],
  ["itself behind, after a comma", (token) => `${token}, ${token}`],
  ["itself behind, with its scheme", (token) => `${token}, Bearer ${token}`],
  ["another behind, after a space", (token) => `${token} ${token}`],
  ["quotes around", (token) => `"${token}"`],
  ["angle brackets around", (token) => `<${token}>`],
  ["percent-encoded", (token) => token.replaceAll(".", "%2E")],
  ["in other letters", (token) => token.toLowerCase()],
  ["in capitals", (token) => token.toUpperCase()],
  ["stray bits at its end", (token) => `${token.slice(0, -1)}${strayed(token.at(-1) ?? "")}`],
  ["in base64, not base64url", (token) => joined(...partsOf(token).map(plainBase64))],
  [
    "in JSON serialization",
    (token) => {
      const [protectedHeader, payload, signature] = partsOf(token);
      return JSON.stringify({ protected: protectedHeader, payload, signature });
    },
  ],
  ["encoded once more", (token) => base64url(token)],
  ["with its payload detached", (token) => joined(partsOf(token)[0], "", partsOf(token)[2])],
  ["with its header twice", (token) => joined(partsOf(token)[0], partsOf(token)[0], partsOf(token)[2])],
  [
    "with a byte order mark before its header",
    (token) => {
      const [header, ...rest] = partsOf(token);
      return joined(base64url(`\uFEFF${Buffer.from(header, "base64url").toString()}`), ...rest);
    },
  ],
  ["9 KB of letters", () => "x".repeat(9000)],
  ["9 KB of dots", () => ".".repeat(9000)],
  ["9 KB behind it", (token) => `${token}${"A".repeat(8000)}`],
  ["letters from Latin-1 behind", (token) => `${token}\u00E9`],
];

/** Sets bits that the last letter of the signature's base64url does not use. */
function strayed(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[alphabet.indexOf(letter) + 1] ?? "";
}

/** Makes sure that there is a letter that base64 and base64url write differently. */
function plainBase64(part: string): string {
  const written = part.replaceAll("-", "+").replaceAll("_", "/");
  return written === part ? `${part}+` : written;
}
