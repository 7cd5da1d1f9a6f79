// The nearest of the known names, by how many letters differ.

/** Damerau–Levenshtein distance with adjacent swaps, letter case counting little. */
export function editDistance(a: string, b: string): number {
  const rows = a.length + 1
  const columns = b.length + 1
  const distance = new Float64Array(rows * columns)
  const at = (row: number, column: number): number => distance[row * columns + column] ?? 0
  for (let row = 0; row < rows; row++) distance[row * columns] = row
  for (let column = 0; column < columns; column++) distance[column] = column
  for (let row = 1; row < rows; row++)
    for (let column = 1; column < columns; column++) {
      const [left, right] = [a[row - 1], b[column - 1]]
      const change = left === right ? 0 : left?.toLowerCase() === right?.toLowerCase() ? 0.1 : 1
      let best = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + change)
      const isSwap = row > 1 && column > 1 && left === b[column - 2] && a[row - 2] === right
      if (isSwap) best = Math.min(best, at(row - 2, column - 2) + 1)
      distance[row * columns + column] = best
    }
  return at(a.length, b.length)
}

/** The known name that is nearest to what was written, where one is near enough to be meant. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > 64) return undefined
  const plain = written.replaceAll(/[\s-]/g, "_")
  let best: string | undefined
  let least = Math.max(1, Math.floor(plain.length / 3)) + 0.5
  for (const name of known) {
    const begins = plain.length >= 3 && (name.startsWith(`${plain}_`) || name.endsWith(`_${plain}`))
    const apart = Math.abs(plain.length - name.length) // the distance is no less
    const most = begins ? 1.2 : least
    const distance = apart >= most ? most : Math.min(most, editDistance(plain, name))
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}
