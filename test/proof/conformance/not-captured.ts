import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const repositoryFolder = fileURLToPath(new URL("../../..", import.meta.url));

export interface OpenQuestion {
  /** File and line, for example `infra/local/gateway/route.ts:27`. */
  where: string;
  /** What nobody has published of the real service, and what the local gateway does. */
  text: string;
}

/** Collects the comments `Not captured: …` from the sources of the local gateway, where each choice is made. */
export function openQuestions(): OpenQuestion[] {
  return ["infra/local/gateway", "infra/local/template"]
    .flatMap((folder) => readdirSync(`${repositoryFolder}/${folder}`).map((file) => `${folder}/${file}`))
    .toSorted()
    .flatMap((file) => questionsOf(file, readFileSync(`${repositoryFolder}/${file}`, "utf8")));
}

/** Each comment that holds the words, from there to its end or to its next paragraph. */
export function questionsOf(file: string, source: string): OpenQuestion[] {
  const comments = [...source.matchAll(/\/\*\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gmu)];
  return comments.flatMap(({ 0: comment, index }) => {
    const start = comment.indexOf("Not captured: ");
    if (start === -1) return [];
    const line = source.slice(0, index + start).split("\n").length;
    const paragraph = comment.slice(start + "Not captured: ".length).split(/\n[ \t]*\*[ \t]*\n/u)[0] ?? "";
    const text = paragraph
      .replaceAll(/\n[ \t]*(?:\*\/|\*|\/\/)[ \t]*/gu, " ")
      .replace(/\s*\*\/\s*$/u, "")
      .trim();
    return [{ where: `${file}:${line}`, text: text.charAt(0).toUpperCase() + text.slice(1) }];
  });
}
