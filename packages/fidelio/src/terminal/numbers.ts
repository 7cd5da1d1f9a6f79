// Numbers as people read them.

const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

/** 1234567 → 1,234,567 */
export const formatCount = (value: number): string => counts.format(value)

/** A count with its noun: 1 row, 2 rows. */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`

/** Four significant digits, never more than needed to tell two models apart: 0.9123, 12.35, 1,235, 1.2e+9. */
export function formatMetric(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–"
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2)
  if (size >= 1000) return formatCount(value)
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4)
}

/** 512 bytes, 1.5 kB, 23 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return plural(bytes, "byte")
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const size = bytes / 1000 ** power
  return `${size.toFixed(size < 9.95 ? 1 : 0)} ${["kB", "MB", "GB"][power - 1]}`
}

/** 0.0001 and 3e-5 as they are written in a config. */
export const formatSetting = (value: number): string => String(Number(value.toPrecision(4)))

/** A time: 0.42 s, 12.3 s, 3 min 05 s, 2 h 10 min. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–"
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return `${minutes} min ${String(Math.round(seconds) % 60).padStart(2, "0")} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`
}
