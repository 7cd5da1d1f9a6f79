// The tables of test/fixtures/linear, encoded as its script does: rows with missing values left out, levels in alphabetic order.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { designMatrix, type DesignColumn, type DesignMatrix } from "../../packages/core/src/linear/design.ts"
import { root } from "./sources.ts"

type Row = Readonly<Record<string, string | number | null>>

export interface TableSpec {
  readonly table: string
  readonly numbers: readonly string[]
  readonly categories: readonly string[]
  readonly target: string
}

export interface LinearTable {
  readonly design: DesignMatrix
  readonly targets: Float64Array
  readonly levels: readonly (readonly string[])[]
}

const read = (name: string): readonly Row[] => {
  const text = readFileSync(join(root, "node_modules/vega-datasets/data", name), "utf8")
  if (name.endsWith(".json")) return JSON.parse(text) as Row[] // a list of records
  const [header = "", ...lines] = text.trim().split(/\r?\n/)
  const names = header.split(",")
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell])))
}

/** Columns that the tables' own are turned into. */
function derive(row: Row): Row {
  const { Year: year, time } = row
  return {
    ...row,
    ...(year !== undefined && { Year: Number(String(year).slice(0, 4)) - 1900 }),
    ...(time !== undefined && { hour: Number(String(time).slice(11, 13)), day: String(time).slice(0, 10) }),
  }
}

const isPresent = (value: Row[string] | undefined): boolean => value !== null && value !== undefined && value !== "."

export function linearTable({ table, numbers, categories, target }: TableSpec): LinearTable {
  const used = [...numbers, ...categories, target]
  const rows = read(table)
    .map(derive)
    .filter((row) => used.every((name) => isPresent(row[name])))
  const levelsOf = (name: string): readonly string[] => [...new Set(rows.map((row) => String(row[name])))].toSorted()
  const idsOf = (name: string): readonly number[] => {
    const levels = levelsOf(name)
    return rows.map((row) => levels.indexOf(String(row[name])))
  }
  const columns: DesignColumn[] = [
    ...numbers.map((name): DesignColumn => {
      return { kind: "number", name, values: Float64Array.from(rows, (row) => Number(row[name])) }
    }),
    ...categories.map((name): DesignColumn => {
      return { kind: "category", name, values: Int32Array.from(idsOf(name)), levels: levelsOf(name).length }
    }),
  ]
  const isNumeric = rows.every((row) => Number.isFinite(Number(row[target])))
  return {
    design: designMatrix(columns, rows.length),
    targets: Float64Array.from(isNumeric ? rows.map((row) => Number(row[target])) : idsOf(target)),
    levels: categories.map(levelsOf),
  }
}

/** 0, 1, 2, 3 in turn. */
export const turningWeights = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => row % 4)
