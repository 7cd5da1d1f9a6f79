// The shared memory through which threads are told what to run: for each a bell that counts calls, one that counts answers, and the call itself.

const words = 8
const numbers = 16

export interface ThreadSetup {
  /** [threads × words] of int32, then [threads × numbers] of float64. */
  readonly board: SharedArrayBuffer
  readonly index: number
  readonly threads: number
}

export interface TableMessage {
  /** Number of the table in calls. */
  readonly table: number
  readonly module: object
  readonly memory: object
  readonly kernels: readonly string[]
}

export const boardViews = (board: SharedArrayBuffer, threads: number) => ({
  bells: new Int32Array(board, 0, threads * words),
  values: new Float64Array(board, threads * words * 4, threads * numbers),
})
export const boardPlaces = {
  words,
  numbers,
  called: 0,
  answered: 1,
  kernel: 2,
  size: 3,
  hasFailed: 4,
  table: 5,
} as const

export const boardBytes = (threads: number): number => threads * (words * 4 + numbers * 8)
