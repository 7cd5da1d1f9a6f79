// Partial dependence as pictures: a row of bars a column, and for two columns a map of shades.
import type { DependenceExplanation, DependencePoint, PartialDependence } from "@fidelio/engine"
import { formatCount, formatMetric, plural } from "./numbers.ts"
import { type TableColumn, tableLines } from "./table.ts"
import { type Terminal, writeHeading } from "./terminal.ts"

const bars = Array.from("▁▂▃▄▅▆▇█")
const shades = Array.from("·░▒▓█")
const mostColumns = 40

/** What predictions are drawn between; one for all pictures of an output, so that they can be compared. */
interface Range {
  readonly lowest: number
  readonly highest: number
}

export function writeDependence(terminal: Terminal, explanation: DependenceExplanation): void {
  const { rows, rowsOfDataset, dependences } = explanation
  const drawn = rows === rowsOfDataset ? plural(rows, "row") : `${formatCount(rows)} of ${plural(rowsOfDataset, "row")}`
  for (const [meaning, own] of Map.groupBy(dependences, (dependence) => dependence.meaning)) {
    writeHeading(terminal, "Partial dependence", `${meaning} · mean of ${drawn}`)
    const range = rangeOf(own.flatMap(({ points }) => points))
    const [single, double] = [own.filter(({ columns }) => columns.length === 1), own.filter(({ columns }) => columns.length === 2)] // prettier-ignore
    if (single.length > 0) writeColumns(terminal, single, range)
    for (const dependence of double) writePair(terminal, dependence, range)
  }
}

function rangeOf(points: readonly DependencePoint[]): Range {
  const predictions = points.map(({ prediction }) => prediction)
  return { lowest: Math.min(...predictions), highest: Math.max(...predictions) }
}

/** The mark of a prediction, of those that ascend. */
function mark(marks: readonly string[], prediction: number, { lowest, highest }: Range): string {
  const share = highest > lowest ? (prediction - lowest) / (highest - lowest) : 0
  return marks[Math.min(marks.length - 1, Math.floor(share * marks.length))] ?? " "
}

// ── one column ──────────────────────────────────────────────────────────────────────────────────

const tableColumns: readonly TableColumn[] = [
  { title: "column", shrinksTo: 16, style: "strong" },
  { title: "from", align: "right", shrinksTo: 8 },
  { title: "", style: "accent" },
  { title: "to", shrinksTo: 8 },
  { title: "lowest", align: "right" },
  { title: "highest", align: "right" },
]

/** Numbers in their order, categories from the lowest prediction to the highest; the widest differences first. */
function writeColumns(terminal: Terminal, dependences: readonly PartialDependence[], range: Range): void {
  const rows = dependences
    .map(({ columns, points }) => {
      const isNumber = points.every(({ values }) => typeof values[0] === "number")
      const ordered = isNumber ? points : points.toSorted((a, b) => a.prediction - b.prediction)
      return { name: columns[0]!, ordered, own: rangeOf(points) } // of one column
    })
    .toSorted((a, b) => b.own.highest - b.own.lowest - (a.own.highest - a.own.lowest))
  const shown = rows.slice(0, mostColumns).map(({ name, ordered, own }) => ({
    cells: [
      name,
      valueText(ordered[0]),
      ordered.map(({ prediction }) => mark(bars, prediction, range)).join(""),
      valueText(ordered.at(-1)),
      formatMetric(own.lowest),
      formatMetric(own.highest),
    ],
  }))
  terminal.gap()
  for (const line of tableLines(terminal, tableColumns, shown)) terminal.line(line)
  if (rows.length > mostColumns)
    terminal.line(terminal.paint("faint", `  and ${formatCount(rows.length - mostColumns)} more`))
}

function valueText(point: DependencePoint | undefined, place = 0): string {
  const value = point?.values[place] ?? ""
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value
}

// ── two columns ─────────────────────────────────────────────────────────────────────────────────

/** A line a value of the first column, highest number first; a mark a value of the second. */
function writePair(terminal: Terminal, { columns, points }: PartialDependence, range: Range): void {
  const [first, second] = columns as readonly [string, string] // of two columns
  const lines = [...Map.groupBy(points, ({ values }) => values[0]!)]
  const isNumber = lines.every(([value]) => typeof value === "number")
  const ordered = isNumber ? lines.toReversed() : lines
  const row = lines[0]?.[1] ?? []
  const along = `${valueText(row[0], 1)} … ${valueText(row.at(-1), 1)}`
  terminal.gap()
  const table: readonly TableColumn[] = [
    { title: first, align: "right", shrinksTo: 12, style: "strong" },
    { title: `${second}: ${along}`, style: "accent" },
  ]
  const cells = ordered.map(([, own]) => ({
    cells: [valueText(own[0]), own.map(({ prediction }) => mark(shades, prediction, range).repeat(2)).join("")],
  }))
  for (const line of tableLines(terminal, table, cells)) terminal.line(line)
  const scale = shades.map((shade) => shade.repeat(2)).join(" ")
  terminal.line(terminal.paint("faint", `  ${formatMetric(range.lowest)} ${scale} ${formatMetric(range.highest)}`))
}
