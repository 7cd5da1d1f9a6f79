// What nodes and leaves of a tree say, with the names of columns and levels.
import type { Tree } from "../tree.ts"

export interface TreeNames {
  readonly columns: readonly {
    readonly name: string
    /** Of a category: by level. */
    readonly levels?: readonly string[]
    /** Of a column of zeros and ones: what they stand for. */
    readonly labels?: readonly [string, string]
    /** A threshold in the column's own units. */
    readonly number?: (threshold: number) => string
  }[]
  /** A leaf's value. */
  readonly value?: (value: number) => string
}

const mostLevels = 6

/** As few digits as tell numbers of this kind apart. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(5)))

/** What holds for rows that go left: `age ≤ 30.5 or missing`, `flag = no`, `color in {red, blue}`. */
export function conditionText(tree: Tree, node: number, { columns }: TreeNames): string {
  const {
    name,
    levels,
    labels,
    number = shortNumber,
  } = columns[tree.columns[node]!] ?? { name: `column ${tree.columns[node]}` }
  const missing = tree.isMissingLeft[node] === 1 ? " or missing" : ""
  const begin = tree.levelStarts[node]!
  const threshold = tree.thresholds[node]!
  if (begin < 0 && labels !== undefined && threshold >= 0 && threshold < 1) return `${name} = ${labels[0]}${missing}`
  if (begin < 0) return `${name} ≤ ${number(threshold)}${missing}`
  const own = Array.from(tree.levels.subarray(begin, tree.levelEnds[node]), (level) => levels?.[level] ?? String(level))
  const shown = own.length <= mostLevels ? own : [...own.slice(0, mostLevels - 1), `… ${own.length} in all`]
  return `${name} in {${shown.join(", ")}}${missing}`
}

export const leafText = (tree: Tree, leaf: number, { value = shortNumber }: TreeNames): string =>
  value(tree.leafValues[leaf]!)

export const rowsText = (rows: number): string => (rows === 1 ? "1 row" : `${rows} rows`)

/** Where a tree begins: its first node, or its only leaf. */
export const rootOf = ({ leaves }: Tree): number => (leaves === 1 ? -1 : 0)
