// Tables as CSV with the split of each seed beside them, so that peers learn from and are judged on the very same rows.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { randomKey } from "@fidelio/core"
import { rowHash } from "../../packages/engine/src/data/row-hash.ts"
import { splitSizes } from "../../packages/engine/src/data/splits.ts"
import { inputsOf, plainConfig, rowsOf, type QualityTable } from "./tables/table.ts"

/** The product's split by chance: rows in the order of a hash, the first of them for training. */
function randomSplit(rows: number, seed: number): readonly number[] {
  const [training, validation] = splitSizes(rows, [0.7, 0.1, 0.2])
  const key = randomKey(seed, "split")
  const order = Array.from({ length: rows }, (_, row) => row).toSorted((a, b) => rowHash(key, a) - rowHash(key, b))
  const splits = Array.from({ length: rows }, () => 0)
  for (const [rank, row] of order.entries()) splits[row] = rank < training ? 0 : rank < training + validation ? 1 : 2
  return splits
}

const cell = (value: number | string | null): string =>
  value === null ? "" : typeof value === "number" ? String(value) : `"${value.replaceAll('"', '""')}"`

/** Writes NAME.csv and, for the script that reads it, NAME.json. */
export function exportTable(table: QualityTable, folder: string, seeds: readonly number[]): void {
  mkdirSync(folder, { recursive: true })
  const { name, target, type, columns, split } = table
  const splits = seeds.map(
    (seed) => [`split ${seed}`, split === undefined ? randomSplit(rowsOf(table), seed) : columns[split]!] as const,
  )
  const written = [...[...inputsOf(table), target].map((column) => [column, columns[column]!] as const), ...splits]
  const lines = Array.from({ length: rowsOf(table) }, (_, row) =>
    written.map(([, values]) => cell(values[row] ?? null)),
  )
  const header = written.map(([column]) => cell(column))
  writeFileSync(join(folder, `${name}.csv`), [header, ...lines].map((cells) => `${cells.join(",")}\n`).join(""))
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, target, type, seeds, ...plainConfig(table) }))
}
