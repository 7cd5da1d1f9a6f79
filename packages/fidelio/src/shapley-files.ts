// Shapley values as files: one table a score.
import { join } from "node:path"
import {
  shapleyBatch,
  shapleyFileColumns,
  shapleyTables,
  writePredictions,
  type PredictionBatch,
  type PredictionFormat,
  type ShapleyTable,
  type TableOptions,
  type TrainedModel,
} from "@fidelio/engine"

export interface SavedShapley {
  readonly output: string
  readonly class: string | null
  readonly meaning: string
  readonly path: string
  readonly rows: number
}

interface Saving {
  readonly rows: TableOptions
  readonly place: { readonly directory: string; readonly format: PredictionFormat }
}

export async function saveShapley(
  model: TrainedModel,
  dataset: string,
  { rows: options, place: { directory, format } }: Saving,
): Promise<readonly SavedShapley[]> {
  const tables = shapleyTables(model)
  const names = fileNames(tables)
  const saved: SavedShapley[] = []
  for (const [i, table] of tables.entries()) {
    const { output, class: ofClass, meaning } = table
    const path = join(directory, `${names[i]!}.${format}`) // one a table
    const rows = await writePredictions(
      { path, format },
      shapleyFileColumns(table),
      batches(table, table.batches(dataset, options)),
    )
    saved.push({ output, class: ofClass, meaning, path, rows })
  }
  return saved
}

async function* batches(
  table: ShapleyTable,
  parts: ReturnType<ShapleyTable["batches"]>,
): AsyncGenerator<PredictionBatch> {
  for await (const part of parts) yield shapleyBatch(table, part)
}

/** `shap_price`, `shap_size_small`: with a number where only letters that files cannot have tell them apart. */
export function fileNames(tables: readonly Pick<ShapleyTable, "output" | "class">[]): readonly string[] {
  const taken = new Set<string>()
  return tables.map(({ output, class: ofClass }) => {
    const words = ["shap", output, ...(ofClass === null ? [] : [ofClass])]
    const name = words
      .map((word) => word.replaceAll(/[^\p{L}\p{N}.-]+/gu, "_"))
      .join("_")
      .slice(0, 100)
    let own = name
    for (let number = 2; taken.has(own.toLowerCase()); number++) own = `${name}_${number}`
    taken.add(own.toLowerCase())
    return own
  })
}
