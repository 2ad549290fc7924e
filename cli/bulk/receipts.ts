import type { Failure } from "../failure.ts";
import { addedLine } from "../output/added-line.ts";
import { isClosedPipe, type Line, type Output } from "../output/output.ts";
import type { Receipt } from "./bulk-add.ts";
import type { InputFormat } from "./read-input.ts";

/** Writes receipts: to stdout what was added, to stderr what was not. */
export type WriteReceipt = (receipt: Receipt) => Promise<void>;

/**
 * Makes the writer of receipts.
 *
 * A reader of stdout that goes away ends the receipts and not the work: wishes are added also for `| head -1`.
 */
export function createReceipts(output: Output, asJson: boolean, unit: InputFormat["unit"]): WriteReceipt {
  let hasReader = true;
  const print = async (line: Line) => {
    if (!hasReader) return;
    await output.print([line]).catch((error: unknown) => {
      if (!isClosedPipe(error)) throw error;
      hasReader = false;
    });
  };
  return async (receipt) => {
    if (asJson) {
      const members = jsonMembers(receipt);
      if (members) await print(JSON.stringify({ line: receipt.number, ...members }));
    } else if (receipt.kind === "added") {
      await print(output.columns === undefined ? receipt.id : addedLine(receipt));
    } else if (receipt.kind === "refused") {
      output.note([[{ text: `${unit} ${receipt.number}`, style: "strong" }, `: ${explain(receipt.failure)}`]]);
    }
  };
}

function jsonMembers(receipt: Receipt): object | undefined {
  switch (receipt.kind) {
    case "added":
      return { id: receipt.id };
    case "checked":
      return {};
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
