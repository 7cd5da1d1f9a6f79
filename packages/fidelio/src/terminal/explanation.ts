// What a model relies on, in tables.
import type {
  Coefficient,
  CoefficientsExplanation,
  Explanation,
  PermutationExplanation,
  TreesExplanation,
} from "@fidelio/engine"
import { formatCount, formatMetric, plural } from "./numbers.ts"
import { type TableColumn, tableLines, type TableRow } from "./table.ts"
import { type Terminal, writeHeading } from "./terminal.ts"

const mostRows = 40
const barWidth = 16

export function writeExplanation(terminal: Terminal, { trees, coefficients, permutation }: Explanation): void {
  for (const explanation of trees ?? []) writeTrees(terminal, explanation)
  for (const explanation of coefficients ?? []) writeCoefficients(terminal, explanation)
  if (permutation !== undefined) writePermutation(terminal, permutation)
}

function writeTable(terminal: Terminal, columns: readonly TableColumn[], rows: readonly TableRow[]): void {
  const more = rows.length - mostRows
  const last: TableRow = { cells: [`and ${formatCount(more)} more`], style: "faint" }
  const shown = more > 1 ? [...rows.slice(0, mostRows), last] : rows
  terminal.gap()
  for (const line of tableLines(terminal, columns, shown)) terminal.line(line)
}

/** A share of a bar's width, in half cells. */
function bar(share: number): string {
  const halves = Math.round(Math.min(1, Math.max(0, share)) * barWidth * 2)
  return "━".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "╸" : "")
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const barColumn: TableColumn = { title: "", shrinksTo: 4, style: "accent" }
const nameColumn: TableColumn = { title: "column", shrinksTo: 16, style: "strong" }

function writeTrees(terminal: Terminal, { output, objective, trees, columns }: TreesExplanation): void {
  writeHeading(terminal, "Importance", `${output} · ${plural(trees, "tree")} · ${objective}`)
  const most = columns[0]?.gainShare || 1
  writeTable(
    terminal,
    [
      nameColumn,
      { title: "gain", align: "right" },
      barColumn,
      { title: "splits", align: "right" },
      { title: "share", align: "right", style: "faint" },
    ],
    columns.map(({ column, gainShare, splits, splitShare }) => ({
      cells: [column, percent(gainShare), bar(gainShare / most), formatCount(splits), percent(splitShare)],
    })),
  )
}

function writeCoefficients(terminal: Terminal, explanation: CoefficientsExplanation): void {
  const { meaning, confidenceLevel: level, withoutStatistics, coefficients } = explanation
  writeHeading(terminal, "Coefficients", meaning)
  const numbers: readonly TableColumn[] = [
    { title: "standard error", align: "right", shrinksTo: 9 },
    { title: "p-value", align: "right" },
    { title: level === null ? "interval" : `${Number((100 * level).toPrecision(6))} % interval`, align: "right" },
  ]
  writeTable(
    terminal,
    [
      nameColumn,
      { title: "coefficient", align: "right" },
      ...(level === null ? [] : numbers),
      { title: "", style: "faint" },
    ],
    coefficients.map((coefficient) => ({ cells: coefficientCells(coefficient, level !== null) })),
  )
  if (withoutStatistics === null) return
  terminal.gap()
  terminal.line(terminal.paint("faint", `  ${withoutStatistics}`))
}

function coefficientCells(coefficient: Coefficient, hasStatistics: boolean): readonly string[] {
  const { column, level, value, statistics, exception } = coefficient
  const name = column ?? "(intercept)"
  const numbers =
    statistics === null
      ? ["", "", ""]
      : [
          formatMetric(statistics.standardError),
          formatMetric(statistics.pValue),
          `${formatMetric(statistics.lower)} … ${formatMetric(statistics.upper)}`,
        ]
  return [
    level === null ? name : `${name} = ${level}`,
    formatMetric(value),
    ...(hasStatistics ? numbers : []),
    exception ?? "",
  ]
}

function writePermutation(terminal: Terminal, explanation: PermutationExplanation): void {
  const { output, metric, direction, baseline, rows, rowsOfDataset, repeats, columns } = explanation
  const name = output === "combined" ? metric : `${output}.${metric}`
  const drawn = rows === rowsOfDataset ? plural(rows, "row") : `${formatCount(rows)} of ${plural(rowsOfDataset, "row")}`
  writeHeading(
    terminal,
    "Permutation importance",
    `${name} ${formatMetric(baseline)} · ${drawn} · ${plural(repeats, "repeat")}`,
  )
  const most = Math.max(0, columns[0]?.drop ?? 0) || 1
  writeTable(
    terminal,
    [
      nameColumn,
      { title: direction === "maximize" ? `${metric} lost` : `${metric} added`, align: "right", shrinksTo: 8 },
      { title: "±", align: "right", style: "faint" },
      barColumn,
    ],
    columns.map(({ column, drop, standardDeviation }) => ({
      cells: [column, formatMetric(drop), formatMetric(standardDeviation), bar((drop ?? 0) / most)],
    })),
  )
}
