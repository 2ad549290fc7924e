import { renderUnicodeCompact } from "uqr";

import type { Environment } from "../../environment.ts";
import type { Line } from "../../output/output.ts";
import { isRemote } from "./browser.ts";

// ISO/IEC 18004 wants four modules around the code; phones read it with two, and it fits more terminals.
const quietZoneModules = 2;

/**
 * Draws a QR code with half blocks, two modules above each other in one cell.
 *
 * Light modules are drawn and dark ones left out, so that without colour it is right on a dark background.
 */
export function drawQrCode(text: string): string[] {
  return renderUnicodeCompact(text, { ecc: "L", border: quietZoneModules }).split("\n");
}

/**
 * The lines of a QR code for an address, none where it is not wanted or cannot be read.
 *
 * @param flag `--qr` or `--no-qr`; without one it is for a person whose phone is nearer than the machine
 */
export function qrCodeLines(
  address: URL,
  flag: boolean | undefined,
  { stderr, variables, platform }: Pick<Environment, "stderr" | "variables" | "platform">,
): Line[] {
  const isWanted =
    flag ?? (stderr.isTTY && isRemote(variables) && variables["TERM"] !== "dumb" && hasBlocks(variables, platform));
  if (!isWanted) return [];
  const rows = drawQrCode(address.href);
  const widthColumns = rows[0]!.length;
  if (stderr.isTTY && stderr.columns < widthColumns) {
    return flag ? [`The QR code takes ${widthColumns} columns; this terminal has ${stderr.columns}.`, ""] : [];
  }
  return [...rows.map((row): Line => [{ text: row, style: "lightOnDark" }]), ""];
}

/** Whether the terminal can show half blocks: the locale is UTF-8, or it is a Windows console, which has none. */
function hasBlocks(variables: Environment["variables"], platform: NodeJS.Platform): boolean {
  const locale = variables["LC_ALL"] || variables["LC_CTYPE"] || variables["LANG"] || "";
  return platform === "win32" || /utf-?8/iu.test(locale);
}
