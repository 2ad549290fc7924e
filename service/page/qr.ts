import { encode } from "uqr";

import { html, type Markup } from "./markup.ts";

/** Cells around a code that must be left free (ISO/IEC 18004). */
const quietZone = 4;

const paths = new Map<string, { size: number; path: string }>();

/** Draws an address as a QR code; each address is encoded once. There are no more of them than there are lists. */
export function qrCode(address: string, label: string): Markup {
  const { size, path } = paths.get(address) ?? drawPath(address);
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}"><path d="${path}"/></svg>`;
}

/** Draws each run of dark cells in a row as one stroke, a fourth of what a square for each cell takes. */
function drawPath(address: string): { size: number; path: string } {
  const { data, size } = encode(address, { ecc: "M", border: quietZone });
  let path = "";
  for (const [y, row] of data.entries()) {
    const cells = row.map((isDark) => (isDark ? "#" : " ")).join("");
    for (const { 0: run, index } of cells.matchAll(/#+/gu)) path += `M${index} ${y}h${run.length}v1h-${run.length}z`;
  }
  const drawn = { size, path };
  paths.set(address, drawn);
  return drawn;
}
