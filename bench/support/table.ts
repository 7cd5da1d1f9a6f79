// Results as Markdown tables, ready to be pasted into bench/README.md.

export type Cell = string | number | undefined

/** A number in three figures, a missing one as a dash. */
export function show(cell: Cell): string {
  if (cell === undefined) return "–"
  if (typeof cell === "string") return cell
  const absolute = Math.abs(cell)
  if (absolute >= 1000) return Math.round(cell).toLocaleString("en-US")
  if (absolute >= 100) return cell.toFixed(0)
  return absolute >= 10 ? cell.toFixed(1) : absolute >= 1 ? cell.toFixed(2) : cell.toPrecision(2)
}

export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [header, ...rows.map((row) => row.map(show))]
  const widths = header.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  return [
    line(texts[0] ?? []),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...texts.slice(1).map(line),
  ].join("\n")
}

/** `a` as a multiple of `b`. */
export const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b

/** `0.12×`. */
export const times = (value: number | undefined): string => (value === undefined ? "–" : `${show(value)}×`)

/** Whether a figure keeps a limit: what is printed beside it. */
export const keeps = (value: number | undefined, limit: number): string =>
  value === undefined ? "–" : value <= limit ? "yes" : "no"
