// The model: a row a part, with its parameters.
import type { ModelBuilt, ModelLayer } from "@fidelio/engine"
import { formatCount, plural } from "./numbers.ts"
import { type TableColumn, tableLines, type TableRow } from "./table.ts"
import { type Terminal, writeHeading } from "./terminal.ts"

/** What is told of each part of a model, and of the model as a whole. */
interface Sizes {
  readonly columns: readonly TableColumn[]
  readonly of: (layer: ModelLayer) => readonly number[]
  readonly total: (event: ModelBuilt) => string
}

const partColumn: TableColumn = { title: "part", shrinksTo: 16, style: "strong" }
const number = (title: string): TableColumn => ({ title, align: "right" })

const networkSizes: Sizes = {
  columns: [partColumn, { title: "layers", shrinksTo: 16, style: "faint" }, number("parameters")],
  of: ({ parameters }) => [parameters],
  total: ({ parameters }) => plural(parameters, "parameter"),
}

const treeSizes: Sizes = {
  columns: [partColumn, { title: "trees", shrinksTo: 16, style: "faint" }, number("at most"), number("leaves each")],
  of: ({ trees = 0, leaves = 0 }) => [trees, leaves],
  total: ({ layers }) => `up to ${plural(sum(layers.map(({ trees = 0 }) => trees)), "tree")}`,
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)

/** With more parts than this, those in the middle are summed up in one row. */
const maxRows = 40

/** `input_features.age.encoder` → `age.encoder`: what it is tells its section. */
const nameOf = (name: string): string => name.replace(/^(input|output)_features\./, "")

function rowsOf(layers: readonly ModelLayer[], { of }: Sizes): TableRow[] {
  const row = (layer: ModelLayer): TableRow => ({
    cells: [nameOf(layer.name), layer.description, ...of(layer).map(formatCount)],
  })
  if (layers.length <= maxRows) return layers.map(row)
  const edge = maxRows / 2
  const hidden = layers.slice(edge, -edge)
  const hiddenSum = sum(hidden.map((layer) => of(layer)[0]!)) // both have one
  return [
    ...layers.slice(0, edge).map(row),
    { cells: [`and ${formatCount(hidden.length)} more`, "", formatCount(hiddenSum)], style: "faint" },
    ...layers.slice(-edge).map(row),
  ]
}

export function writeModel(terminal: Terminal, event: ModelBuilt): void {
  const sizes = event.layers.some(({ trees }) => trees !== undefined) ? treeSizes : networkSizes
  writeHeading(terminal, "Model", `${sizes.total(event)} · on ${event.device}`)
  for (const line of tableLines(terminal, sizes.columns, rowsOf(event.layers, sizes))) terminal.line(line)
}
