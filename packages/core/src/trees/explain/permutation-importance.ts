// Permutation importance: how much worse a model gets when a column's values are dealt out to the rows anew. For every kind of model.
import { randomKey, randomStream } from "../../random.ts"

interface Column {
  readonly values: Float32Array | Int32Array
}

export interface PermutationOptions<C extends Column> {
  readonly columns: readonly C[]
  /** How well the model does on these columns; more is better. */
  readonly score: (columns: readonly C[]) => number | Promise<number>
  /** Columns that are permuted together, by number; each alone unless said. */
  readonly groups?: readonly (readonly number[])[]
  /** How often each is permuted. */
  readonly repeats?: number
  readonly seed?: number
}

export interface PermutationImportance {
  /** The score of the columns as they are. */
  readonly baseline: number
  /** One a group: what the score loses, on average, and how much that varies. */
  readonly importances: readonly { readonly mean: number; readonly standardDeviation: number }[]
}

export async function permutationImportance<C extends Column>({
  columns,
  score,
  groups = columns.map((_, column) => [column]),
  repeats = 5,
  seed = 0,
}: PermutationOptions<C>): Promise<PermutationImportance> {
  const rows = columns[0]?.values.length ?? 0
  const baseline = await score(columns)
  const importances: { mean: number; standardDeviation: number }[] = []
  for (const [number, group] of groups.entries()) {
    const losses: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = shuffledRows(rows, randomKey(seed, "permutation", number, repeat))
      const permuted = columns.map((column, i) => (group.includes(i) ? reordered(column, order) : column))
      losses.push(baseline - (await score(permuted)))
    }
    importances.push(summary(losses))
  }
  return { baseline, importances }
}

function shuffledRows(rows: number, key: number): Int32Array {
  const random = randomStream(key)
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  for (let row = rows - 1; row > 0; row--) {
    const other = random.below(row + 1)
    const own = order[row]!
    order[row] = order[other]!
    order[other] = own
  }
  return order
}

const reordered = <C extends Column>(column: C, order: Int32Array): C => ({
  ...column,
  values: column.values.map((_, row) => column.values[order[row]!]!),
})

function summary(losses: readonly number[]): { mean: number; standardDeviation: number } {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / Math.max(1, losses.length - 1)
  return { mean, standardDeviation: Math.sqrt(variance) }
}
