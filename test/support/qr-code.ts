import library from "jsqr";

/** A picture of RGBA pixels, as a canvas gives them. */
export interface Pixels {
  data: ArrayLike<number>;
  width: number;
  height: number;
}

/** Reads the QR code in a picture, as a phone does; `undefined` when there is none. */
export function readQrCode({ data, width, height }: Pixels): string | undefined {
  return library.default(Uint8ClampedArray.from(data), width, height)?.data;
}

/** What a terminal shows of a QR code that is drawn with half blocks, whose light modules are drawn. */
export function pixelsOfBlocks(lines: readonly string[]): Pixels {
  const scale = 4;
  const rows = lines.flatMap((line) => ["█▀", "█▄"].map((light) => line.split("").map((cell) => light.includes(cell))));
  const many = <T>(each: T): T[] => Array.from({ length: scale }, () => each);
  const data = rows.flatMap((row) => many(row.flatMap((isLight) => many(isLight ? 255 : 0))).flat());
  return {
    data: data.flatMap((grey) => [grey, grey, grey, 255]),
    width: rows[0]!.length * scale,
    height: rows.length * scale,
  };
}
