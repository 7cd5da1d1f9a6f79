// Partial dependence as a file: a row a value of a column, or a pair of values of two.
import { join } from "node:path"
import {
  writePredictions,
  type DependenceExplanation,
  type DependencePoint,
  type PartialDependence,
  type PredictionFormat,
} from "@fidelio/engine"

interface FileRow {
  readonly of: PartialDependence
  readonly point: DependencePoint
}

const texts = (name: string, of: (row: FileRow) => string) => ({ name, type: "string" as const, of })

const columns = [
  texts("output", ({ of }) => of.output),
  texts("class", ({ of }) => of.class ?? ""),
  texts("column", ({ of }) => of.columns[0]!), // one or two
  texts("value", ({ point }) => String(point.values[0])),
  texts("column_2", ({ of }) => of.columns[1] ?? ""),
  texts("value_2", ({ point }) => String(point.values[1] ?? "")),
] as const
const prediction = { name: "prediction", type: "float" } as const

/** Returns its path. */
export async function saveDependence(
  { dependences }: DependenceExplanation,
  { directory, format }: { readonly directory: string; readonly format: PredictionFormat },
): Promise<string> {
  const path = join(directory, `partial_dependence.${format}`)
  const rows = dependences.flatMap((of) => of.points.map((point): FileRow => ({ of, point })))
  await writePredictions({ path, format }, [...columns, prediction], batches(rows))
  return path
}

async function* batches(rows: readonly FileRow[]) {
  yield {
    ...Object.fromEntries(columns.map(({ name, of }) => [name, rows.map(of)])),
    [prediction.name]: Float32Array.from(rows, ({ point }) => point.prediction),
  }
}
