// A table in plain text: columns as wide as they need to be, the flexible ones cut where the terminal is narrow.
import type { Style, Terminal } from "./terminal.ts"
import { displayWidth, fit, oneLine, pad } from "./text.ts"

export interface TableColumn {
  readonly title: string
  readonly align?: "left" | "right"
  /** May be cut to this width when there is no room. */
  readonly shrinksTo?: number
  readonly style?: Style
}

export interface TableRow {
  readonly cells: readonly string[]
  /** Overrides the columns' styles. */
  readonly style?: Style
}

const indent = "  "
const gap = "  "

/** The width of each column within a total, taken from the flexible ones, the widest first. */
function widths(columns: readonly TableColumn[], natural: readonly number[], total: number): number[] {
  const result = [...natural]
  let excess = indent.length + result.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1) - total
  while (excess > 0) {
    const room = result.map((width, i) => width - Math.max(columns[i]!.shrinksTo ?? width, 1))
    const widest = Math.max(...result.map((width, i) => (room[i]! > 0 ? width : 0)))
    const i = result.findIndex((width, at) => width === widest && room[at]! > 0)
    if (i < 0) break
    result[i]! -= 1
    excess -= 1
  }
  return result
}

/** The lines of the table, its head first. */
export function tableLines(terminal: Terminal, columns: readonly TableColumn[], rows: readonly TableRow[]): string[] {
  const cells = rows.map((row) => row.cells.map(oneLine))
  const natural = columns.map((column, i) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[i] ?? ""))),
  )
  const fitted = widths(columns, natural, terminal.width)
  const line = (texts: readonly string[], style: (i: number) => Style | undefined): string => {
    const parts = columns.map((column, i) => {
      const text = pad(fit(texts[i] ?? "", fitted[i]!), fitted[i]!, column.align === "right" ? "start" : "end")
      const chosen = style(i)
      return chosen ? terminal.paint(chosen, text) : text
    })
    return (indent + parts.join(gap)).trimEnd()
  }
  const head = columns.map((column) => column.title)
  return [line(head, () => "faint"), ...cells.map((row, at) => line(row, (i) => rows[at]!.style ?? columns[i]!.style))]
}
