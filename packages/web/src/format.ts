// Numbers, sizes, times and names as they are read.
const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 })
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" })
const moments = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" })

/** A metric or statistic: four significant digits, a dash where there is none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–"
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3)
  return size >= 10_000 ? whole.format(value) : numbers.format(value)
}

export const formatCount = (value: number): string => whole.format(value)

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole.format(count)} ${count === 1 ? one : many}`

export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"]
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${numbers.format(Number((bytes / 1000 ** power).toPrecision(3)))} ${units[power] ?? ""}`
}

/** `3 min. ago` */
export function formatAgo(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000
  const size = Math.abs(seconds)
  if (size < 45) return seconds > 5 ? "soon" : "just now"
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute")
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour")
  if (size < 86_400 * 45) return relative.format(Math.round(seconds / 86_400), "day")
  if (size < 86_400 * 400) return relative.format(Math.round(seconds / (86_400 * 30.4)), "month")
  return relative.format(Math.round(seconds / (86_400 * 365.25)), "year")
}

export const formatMoment = (time: string): string => moments.format(new Date(time))

/** `1 h 04 min`, `12.3 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(Math.round(seconds % 60)).padStart(2, "0")} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`
}

/** Seconds from one time to another. */
export const secondsBetween = (from: string, to: string | number): number =>
  ((typeof to === "number" ? to : Date.parse(to)) - Date.parse(from)) / 1000

/** `roc_auc` → `roc auc` */
export const spaced = (name: string): string => name.replaceAll("_", " ")

/** Of `Ada Lovelace`: `AL`. */
export const initials = (name: string): string => {
  const words = name.split(/[\s@._-]+/).filter((word) => word !== "")
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase()
}
