// `fidelio hub diff`: in what two versions differ.
import type { Change, ColumnChange, Diff, JsonValue, MetricChange } from "@fidelio/client"
import type { CommandContext } from "../command.ts"
import { formatMetric, plural } from "../terminal/numbers.ts"
import { tableLines } from "../terminal/table.ts"
import { writeHeading, type Style, type Terminal } from "../terminal/terminal.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { readVersionRef, versionRef } from "./references.ts"

interface DiffValues extends ConnectionValues {
  readonly from: string
  readonly to: string
  readonly defaults: boolean
}

export async function diff({ from, to, defaults, ...values }: DiffValues, context: CommandContext): Promise<void> {
  readVersionRef(from)
  readVersionRef(to)
  const { hub, url } = await connect(values)
  const found = await hub.diffVersions({ query: { from, to } })
  context.emit?.("diff", found)
  writeDiff(context.terminal, found, defaults)
  const page = `${url}/diff?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`
  context.terminal.gap()
  context.terminal.line(context.terminal.paint("faint", `Side by side: ${page}`))
}

/** `showsDefaults`: also those that only one side has, because the other has another type of something. */
export function writeDiff(terminal: Terminal, found: Diff, showsDefaults: boolean): void {
  const { from, to, config, data, metrics, model, environment } = found
  writeMetricChanges(terminal, metrics, [versionRef(from), versionRef(to)])
  const isTold = (change: Change): boolean => showsDefaults || !change.is_default || change.kind === "changed"
  const told = config.changes.filter(isTold)
  writeChanges(terminal, "Config", told)
  const others = config.changes.length - told.length
  if (others > 0)
    terminal.line(
      terminal.paint("faint", `    and ${plural(others, "default")} of what only one side has (--defaults)`),
    )
  writeChanges(terminal, "Data", data.changes)
  writeColumns(terminal, data.columns)
  writeChanges(terminal, "Model", model)
  writeChanges(terminal, "Environment", environment)
}

const signs = { added: "+", removed: "−", changed: "~" } as const
const styles: Readonly<Record<Change["kind"], Style>> = { added: "good", removed: "error", changed: "warning" }

/** A value on one line, not too much of it. */
function valueText(value: JsonValue): string {
  if (typeof value === "number") return String(Number(value.toPrecision(6)))
  const text = typeof value === "string" ? value : isLayer(value) ? layerText(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

interface Layer {
  readonly description: string
  readonly parameters: number
}

const isLayer = (value: JsonValue): value is JsonValue & Layer =>
  typeof value === "object" && value !== null && "description" in value && "parameters" in value

const layerText = ({ description, parameters }: Layer): string =>
  parameters === 0 ? description : `${description}, ${plural(parameters, "parameter")}`

function writeChanges(terminal: Terminal, title: string, changes: readonly Change[]): void {
  writeHeading(terminal, title, changes.length === 0 ? "no difference" : "")
  for (const { kind, path, before, after, is_default: isDefault } of changes) {
    const sides =
      kind === "added"
        ? valueText(after)
        : kind === "removed"
          ? valueText(before)
          : `${valueText(before)} → ${valueText(after)}`
    const beside = isDefault ? terminal.paint("faint", "  (a default)") : ""
    terminal.line(`  ${terminal.paint(styles[kind], signs[kind])} ${path}  ${sides}${beside}`)
  }
}

const verdicts: Readonly<Record<MetricChange["verdict"], { readonly word: string; readonly style: Style }>> = {
  better: { word: "better", style: "good" },
  worse: { word: "worse", style: "error" },
  same: { word: "", style: "faint" },
  unknown: { word: "", style: "faint" },
}

function writeMetricChanges(
  terminal: Terminal,
  changes: readonly MetricChange[],
  names: readonly [string, string],
): void {
  const told = changes.filter(({ before, after }) => before !== null || after !== null)
  writeHeading(terminal, "Metrics", told.length === 0 ? "none on both sides" : "")
  if (told.length === 0) return
  const features = new Set(told.map(({ feature }) => feature))
  const rows = told.map(({ split, feature, metric, before, after, difference, verdict }) => ({
    cells: [
      split,
      features.size > 1 ? `${feature} ${metric}` : metric,
      formatMetric(before),
      formatMetric(after),
      difference === null ? "" : `${difference > 0 ? "+" : ""}${formatMetric(difference)}`,
      verdicts[verdict].word,
    ],
    style: verdicts[verdict].style,
  }))
  const columns = [
    { title: "split" },
    { title: "metric", shrinksTo: 16 },
    ...names.map((title) => ({ title, align: "right" as const })),
    { title: "difference", align: "right" as const },
    { title: "" },
  ]
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
}

function writeColumns(terminal: Terminal, columns: readonly ColumnChange[]): void {
  for (const { column, kind, changes } of columns) {
    if (kind === "same") continue
    const what = changes.map(({ what: name, before, after }) => `${name} ${valueText(before)} → ${valueText(after)}`)
    terminal.line(`  ${terminal.paint(styles[kind], signs[kind])} column ${column}  ${what.join(", ")}`)
  }
}
