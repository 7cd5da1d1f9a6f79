// Columns of new rows as they were read, nothing learned applied: what the exported graph is given.
import type { DuckDBDataChunk } from "@duckdb/node-api"
import { rawReading, sql, type FittedFeature, type Sql } from "@fidelio/core"
import type { EncodedFrom } from "./encode.ts"

/** By the key of the feature that was read: numbers with NaN for missing, texts with "" for missing. */
export type RawColumns = ReadonlyMap<string, Float32Array | readonly string[]>

/** The parsed column, nothing in it NULL. */
export const rawSql = ({ feature, column }: EncodedFrom): Sql =>
  rawReading(feature.steps).dtype === "string"
    ? sql`coalesce(${column}, '')`
    : sql`coalesce(try_cast(${column} as float), ${NaN}::float)`

type Gathered = string[] | number[]

/** Gathers the raw columns of a batch's rows. */
export class RawGatherer {
  readonly #columns: ReadonlyMap<string, { readonly dtype: "float32" | "string"; readonly values: Gathered }>

  constructor(features: readonly FittedFeature[]) {
    this.#columns = new Map(features.map(({ key, steps }) => [key, { dtype: rawReading(steps).dtype, values: [] }]))
  }

  /** Adds a chunk's rows that have a place in the batch (−1: none); its raw columns begin at `first`. */
  add(chunk: DuckDBDataChunk, first: number, rows: Int32Array): void {
    let column = first
    for (const { values } of this.#columns.values()) {
      const vector = chunk.getColumnVector(column)
      for (let row = 0; row < rows.length; row++) if (rows[row]! >= 0) (values as unknown[]).push(vector.getItem(row)) // by the query's types
      column += 1
    }
  }

  finish(): RawColumns {
    return new Map(
      Array.from(this.#columns, ([key, { dtype, values }]) => [
        key,
        dtype === "string" ? (values as string[]) : Float32Array.from(values as number[]), // by the query's types
      ]),
    )
  }
}
