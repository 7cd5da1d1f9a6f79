// One metric of several versions as bars, the best one marked.
import { chart, nominal, quantity, say, words, type Chart } from "./chart.ts"
import { bestOf } from "./metric-over-versions.ts"

export interface VersionBars {
  readonly metric: string
  readonly feature: string
  readonly split: string
  readonly direction: "maximize" | "minimize"
  readonly bars: readonly { readonly name: string; readonly value: number }[]
}

export function versionBars({ metric, feature, split, direction, bars }: VersionBars): Chart {
  const title = `${words(metric)} of ${feature}, ${split}`
  const best = bestOf(bars, direction)
  const y = nominal("name", null, {
    sort: null,
    scale: { domain: bars.map(({ name }) => name) }, // each layer has some of them only
    axis: { ticks: false, domain: false },
  })
  return chart({
    title,
    description:
      best === undefined
        ? `${title}: no values.`
        : `${title}, bars of ${bars.length} versions: ${best.name} is best with ${say(best.value)}.`,
    values: bars.map((bar) => ({ ...bar, is_best: bar === best })),
    spec: {
      height: 28 * Math.max(1, bars.length),
      padding: { left: 5, top: 5, right: 45, bottom: 5 }, // the longest bar has its value beside it
      layer: [
        bar("!datum.is_best", "other", y, metric),
        bar("datum.is_best", "best", y, metric),
        {
          mark: { type: "text", align: "left", dx: 4 },
          encoding: { y, x: { field: "value", type: "quantitative" }, text: quantity("value", "", { format: ".4~g" }) },
        },
      ],
    },
    table: { columns: ["version", words(metric)], rows: bars.map(({ name, value }) => [name, value]) },
  })
}

const bar = (filter: string, style: string, y: ReturnType<typeof nominal>, metric: string) => ({
  transform: [{ filter }],
  mark: { type: "bar", style, cornerRadiusEnd: 3, height: 16 },
  encoding: {
    y,
    x: quantity("value", words(metric), { axis: { tickCount: 4 } }),
    tooltip: [nominal("name", "version"), quantity("value", words(metric), { format: ".4~g" })],
  },
})
