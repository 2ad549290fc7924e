/** How wide a column would be if there were room, and how narrow it can be. */
export interface ColumnSize {
  naturalCells: number;
  leastCells: number;
}

/**
 * Fits columns into the cells of a line.
 *
 * The first two are always shown. Where the others cannot all be as narrow as they may, they give way from the last to the
 * first. What is left over goes to the name, then to the others so that as many of their texts as possible are whole.
 *
 * @returns the width of each column that is shown
 */
export function fitColumns(sizes: readonly ColumnSize[], lineCells: number, gapCells: number): number[] {
  const [id, name, ...all] = sizes as [ColumnSize, ColumnSize, ...ColumnSize[]];
  let left = lineCells - id.leastCells - gapCells - name.leastCells;
  const others = all.filter(({ leastCells }) => {
    left -= gapCells + leastCells;
    return left >= 0;
  });
  const room = lineCells - gapCells * (others.length + 1);
  const idCells = Math.min(id.naturalCells, Math.floor(room / 2));
  const forName = room - idCells - sum(others.map(({ leastCells }) => leastCells));
  const nameCells = Math.max(1, Math.min(name.naturalCells, forName));
  return [idCells, nameCells, ...widen(others, room - idCells - nameCells)];
}

/** Widens columns evenly, none beyond what it needs. */
function widen(sizes: readonly ColumnSize[], room: number): number[] {
  const at = (most: number) =>
    sizes.map(({ naturalCells, leastCells }) => Math.max(leastCells, Math.min(naturalCells, most)));
  let most = Math.max(0, ...sizes.map(({ naturalCells }) => naturalCells));
  while (most > 0 && sum(at(most)) > room) most -= 1;
  return at(most);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
