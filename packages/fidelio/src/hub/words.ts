// How the hub's values are said in the terminal.
import type { Objective, VersionStatus } from "@fidelio/client"
import { formatMetric } from "../terminal/numbers.ts"
import type { Style } from "../terminal/terminal.ts"

/** `roc_auc 0.8753` */
export const objectiveText = (objective: Objective | null): string =>
  objective === null || objective.value === null ? "" : `${objective.metric} ${formatMetric(objective.value)}`

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" })

/** `3 minutes ago` */
export function ago(time: string, now = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000
  const unit = units.find(([, size]) => seconds >= size)
  return unit === undefined ? "just now" : relative.format(-Math.floor(seconds / unit[1]), unit[0])
}

/** Seconds between two times. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

export const statusStyle = (status: VersionStatus): Style => {
  if (status === "ready") return "good"
  if (status === "failed") return "error"
  return status === "cancelled" ? "faint" : "accent"
}
