import type { Failure } from "../failure.ts";
import { addedLine } from "../output/added-line.ts";
import { isClosedPipe, type Line, type Output } from "../output/output.ts";
import { tsvLine } from "../output/tsv.ts";
import type { Receipt } from "./bulk-add.ts";
import type { InputFormat } from "./read-input.ts";

/** Writes receipts: to stdout what was added, to stderr what was not. */
export type WriteReceipt = (receipt: Receipt) => Promise<void>;

/**
 * Makes the writer of receipts.
 *
 * A reader of stdout that goes away ends the receipts and not the work: wishes are added also for `| head -1`.
 */
export function createReceipts(
  output: Output,
  { json, dryRun }: { json: boolean; dryRun: boolean },
  unit: InputFormat["unit"],
): WriteReceipt {
  let hasReader = true;
  const print = async (line: Line) => {
    if (!hasReader) return;
    await output.print([line]).catch((error: unknown) => {
      if (!isClosedPipe(error)) throw error;
      hasReader = false;
    });
  };
  return async (receipt) => {
    if (json) {
      const members = jsonMembers(receipt, dryRun);
      if (members) await print(JSON.stringify({ line: receipt.number, ...members }));
    } else if (receipt.kind !== "refused") {
      const line = output.columns === undefined ? pipeLine(receipt, dryRun) : sentence(receipt, dryRun);
      if (line !== undefined) await print(line);
    } else {
      output.note([[{ text: `${unit} ${receipt.number}`, style: "strong" }, `: ${explain(receipt.failure)}`]]);
    }
  };
}

type Told = Exclude<Receipt, { kind: "refused" }>;

/** For the next program: the id, or with a dry run what would be done, the id, and the name. */
function pipeLine(receipt: Told, isDryRun: boolean): string | undefined {
  switch (receipt.kind) {
    case "added":
    case "changed":
      return receipt.id;
    case "unchanged":
      return isDryRun ? `leave\t${tsvLine(receipt, ["id", "name"])}` : undefined;
    case "checked":
      return `${receipt.would}\t${tsvLine({ id: "", ...receipt }, ["id", "name"])}`;
    case "stopped":
    case "left":
      return undefined;
    default:
      return receipt satisfies never;
  }
}

function sentence(receipt: Told, isDryRun: boolean): Line | undefined {
  switch (receipt.kind) {
    case "added":
      return addedLine(receipt);
    case "changed":
      return ["Changed ", { text: receipt.name, style: "strong" }, ` (${receipt.id}): ${receipt.fields.join(", ")}`];
    case "unchanged":
      return isDryRun ? ["Would leave ", { text: receipt.name, style: "strong" }, ` (${receipt.id})`] : undefined;
    case "checked": {
      const { would, name } = receipt;
      const more = would === "add" ? "" : ` (${receipt.id}): ${receipt.fields.join(", ")}`;
      return [`Would ${would} `, { text: name, style: "strong" }, more];
    }
    case "stopped":
    case "left":
      return undefined;
    default:
      return receipt satisfies never;
  }
}

function jsonMembers(receipt: Receipt, isDryRun: boolean): object | undefined {
  switch (receipt.kind) {
    case "added":
      return { id: receipt.id };
    case "changed":
      return { id: receipt.id, changed: receipt.fields };
    case "unchanged":
      return { id: receipt.id, ...(isDryRun ? { would: "leave" } : { changed: [] }) };
    case "checked": {
      const { would } = receipt;
      return would === "add" ? { would } : { id: receipt.id, would, changed: receipt.fields };
    }
    case "refused":
    case "stopped":
      return { error: { code: receipt.failure.code, message: explain(receipt.failure) } };
    case "left":
      return undefined;
    default:
      return receipt satisfies never;
  }
}

function explain({ message, hints }: Failure): string {
  return [message, ...hints].join(" ");
}
