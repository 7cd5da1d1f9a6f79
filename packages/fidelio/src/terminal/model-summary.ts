// The model: a row a part, with its parameters.
import type { ModelBuilt } from "@fidelio/engine"
import { formatCount, plural } from "./numbers.ts"
import { type TableColumn, tableLines, type TableRow } from "./table.ts"
import { type Terminal, writeHeading } from "./terminal.ts"

const columns: readonly TableColumn[] = [
  { title: "part", shrinksTo: 16, style: "strong" },
  { title: "layers", shrinksTo: 16, style: "faint" },
  { title: "parameters", align: "right" },
]

/** With more parts than this, those in the middle are summed up in one row. */
const maxRows = 40

/** `input_features.age.encoder` → `age.encoder`: what it is tells its section. */
const nameOf = (name: string): string => name.replace(/^(input|output)_features\./, "")

function rowsOf(layers: ModelBuilt["layers"]): TableRow[] {
  const row = (layer: ModelBuilt["layers"][number]): TableRow => ({
    cells: [nameOf(layer.name), layer.description, formatCount(layer.parameters)],
  })
  if (layers.length <= maxRows) return layers.map(row)
  const edge = maxRows / 2
  const hidden = layers.slice(edge, -edge)
  const parameters = hidden.reduce((sum, layer) => sum + layer.parameters, 0)
  return [
    ...layers.slice(0, edge).map(row),
    { cells: [`and ${formatCount(hidden.length)} more`, "", formatCount(parameters)], style: "faint" },
    ...layers.slice(-edge).map(row),
  ]
}

export function writeModel(terminal: Terminal, event: ModelBuilt): void {
  writeHeading(terminal, "Model", `${plural(event.parameters, "parameter")} · on ${event.device}`)
  for (const line of tableLines(terminal, columns, rowsOf(event.layers))) terminal.line(line)
}
