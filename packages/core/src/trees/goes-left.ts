// A split as kernels read it: a byte 0 or 1 by bin.
import type { Split } from "./splits/split.ts"

/** Fills the table: 1 for bins that go left. */
export function fillGoesLeft(table: Uint8Array, { place, bin, leftBins, isMissingLeft }: Split): void {
  if (leftBins === undefined) {
    table.fill(1, 0, bin + 1)
    table.fill(0, bin + 1, place.cells)
    table[place.cells - 1] = isMissingLeft ? 1 : 0
  } else {
    table.fill(0, 0, place.cells)
    for (const left of leftBins) table[left] = 1
  }
}
