// The calibration curve from its definition: each bin looks at every row.
interface Row {
  readonly probability: number
  readonly cameTrue: boolean
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export function plainCalibration(rows: readonly Row[], bins = 10): { predicted: number[]; observed: number[] } {
  const sorted = rows.map(({ probability }) => probability).toSorted((a, b) => a - b)
  const quantile = (bin: number): number => {
    const place = (bin * (sorted.length - 1)) / bins
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
    return below + (above - below) * (place % 1)
  }
  const found = Array.from({ length: bins }, (_, i) =>
    rows.filter(({ probability }) => (i === 0 || probability > quantile(i)) && probability <= quantile(i + 1)),
  ).filter((bin) => bin.length > 0)
  return {
    predicted: found.map((bin) => mean(bin.map(({ probability }) => probability))),
    observed: found.map((bin) => bin.filter(({ cameTrue }) => cameTrue).length / bin.length),
  }
}
