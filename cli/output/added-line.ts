import type { Line } from "./output.ts";

/** The sentence that tells a person of an added wish. */
export function addedLine({ id, name }: { id: string; name: string }): Line {
  return ["Added ", { text: name, style: "strong" }, ` (${id})`];
}
