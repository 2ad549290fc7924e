import { Failure } from "../failure.ts";
import type { Receipt } from "./bulk-add.ts";
import type { InputFormat } from "./read-input.ts";

/** What a run has come to, from its receipts in the order of the input. */
export interface Tally {
  counts: Record<Receipt["kind"], number>;
  /** How many of those that were checked would be changed. */
  changes: number;
  /** How many of those that were refused are on the list already. */
  duplicates: number;
  /** The first place of which it is not known that it is done with. */
  due: number;
  /** What has made it useless to go on. */
  stopped: { number: number; failure: Failure } | undefined;
}

export function startTally(startLine: number): Tally {
  return {
    counts: { added: 0, changed: 0, unchanged: 0, checked: 0, refused: 0, stopped: 0, left: 0 },
    changes: 0,
    duplicates: 0,
    due: startLine,
    stopped: undefined,
  };
}

/** The tally with one more receipt in it. */
export function tallyUp({ counts, changes, duplicates, due, stopped }: Tally, receipt: Receipt): Tally {
  const { kind, number } = receipt;
  const isOpen = counts.stopped + counts.left > 0;
  return {
    counts: { ...counts, [kind]: counts[kind] + 1 },
    changes: kind === "checked" && receipt.would === "change" ? changes + 1 : changes,
    duplicates: kind === "refused" && receipt.failure.code === "already_listed" ? duplicates + 1 : duplicates,
    due: isOpen ? due : kind === "stopped" || kind === "left" ? number : number + 1,
    stopped: stopped ?? (kind === "stopped" ? { number, failure: receipt.failure } : undefined),
  };
}

/** Says how a run that is not finished is taken up again. */
export function resumption({ due }: Tally, unit: InputFormat["unit"], runKey: string): string {
  return `To go on from ${unit.toLowerCase()} ${due}, run the same command with --start-line ${due} --run-key ${runKey}`;
}

/** The failure that a run ends with; `undefined` when every wish that was tried went through. */
export function failureOf(tally: Tally, unit: InputFormat["unit"], runKey: string): Failure | undefined {
  const { counts, duplicates, stopped } = tally;
  if (stopped) {
    const { code, message, hints } = stopped.failure;
    return new Failure(code, `${unit} ${stopped.number}: ${message}`, {
      hints: [...hints, resumption(tally, unit, runKey)],
      cause: stopped.failure,
    });
  }
  if (counts.refused === 0) return undefined;
  const done = counts.added + counts.changed;
  const all = done + counts.unchanged + counts.checked + counts.refused;
  const wishes = `${counts.refused.toLocaleString("en")} of ${countWishes(all)}`;
  const canBeRepeated = done > 0 && duplicates < counts.refused;
  return new Failure("some_failed", `${done > 0 ? "Not added" : "Cannot be added"}: ${wishes}.`, {
    hints: [
      ...(duplicates > 0 ? ["Give --duplicate to add also what is on the list already."] : []),
      ...(canBeRepeated ? [repetition(runKey)] : []),
    ],
  });
}

/** The failure of an input that cannot be read to its end. */
export function brokenInput({ counts }: Tally, failure: Failure, runKey: string): Failure {
  if (counts.added === 0) return failure;
  return new Failure("some_failed", failure.message, {
    hints: [...failure.hints, `Added before that: ${countWishes(counts.added)}.`, repetition(runKey)],
    cause: failure,
  });
}

export function isEmpty({ counts }: Tally): boolean {
  return Object.values(counts).every((count) => count === 0);
}

/** What to tell a person about a run that went well, where it is not plain from the receipts. */
export function summary(tally: Tally, { isDryRun, name }: { isDryRun: boolean; name: string }): string {
  const { counts, changes } = tally;
  if (isEmpty(tally)) return `${name} contains no wishes.`;
  const [added, changed] = isDryRun ? [counts.checked - changes, changes] : [counts.added, counts.changed];
  const parts = [
    ...(added > 0 || changed + counts.unchanged === 0 ? [`add${isDryRun ? "" : "ed"} ${countWishes(added)}`] : []),
    ...(changed > 0 ? [`change${isDryRun ? "" : "d"} ${countWishes(changed)}`] : []),
    ...(counts.unchanged > 0
      ? [
          `le${isDryRun ? "ave" : "ft"} ${countWishes(counts.unchanged)} as ${counts.unchanged === 1 ? "it is" : "they are"}`,
        ]
      : []),
  ];
  const sentence = new Intl.ListFormat("en-GB").format(parts);
  return isDryRun ? `Would ${sentence}; nothing was sent.` : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** A line that is where it was and as it was goes under the same key again. */
function repetition(runKey: string): string {
  return `Correct it in place and run the same command with --run-key ${runKey}; what was added is not added again.`;
}

function countWishes(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "wish" : "wishes"}`;
}
