// A metric over the numbers of a repository's versions, the best one marked.
import { chart, nominal, quantity, say, words, type Chart } from "./chart.ts"

export interface VersionValue {
  readonly number: number
  readonly value: number
  readonly author: string
  readonly description: string
}

export interface MetricOverVersions {
  readonly metric: string
  readonly feature: string
  readonly direction: "maximize" | "minimize"
  readonly versions: readonly VersionValue[]
}

export function metricOverVersions({ metric, feature, direction, versions }: MetricOverVersions): Chart {
  const title = `${words(metric)} of ${feature} over versions`
  const inOrder = versions.toSorted((a, b) => a.number - b.number)
  const best = bestOf(inOrder, direction)
  const values = inOrder.map((version) => ({ ...version, is_best: version.number === best?.number }))
  return chart({
    title,
    description:
      best === undefined
        ? `${title}: no values yet.`
        : `${title}: ${inOrder.length} versions, the best is version ${best.number} with ${say(best.value)}.`,
    values,
    spec: {
      height: 240,
      encoding: {
        x: quantity("number", "version", {
          axis: { tickMinStep: 1, format: "d" },
          scale: { nice: false, padding: 16 },
        }),
        y: quantity("value", words(metric), { scale: { zero: false } }),
      },
      layer: [
        { mark: { type: "line", opacity: 0.6 } },
        {
          mark: { type: "point", filled: true, size: 80, opacity: 1 },
          encoding: {
            tooltip: [
              quantity("number", "version"),
              quantity("value", words(metric), { format: ".4~g" }),
              nominal("author", "by"),
              nominal("description", "about"),
            ],
          },
        },
        {
          transform: [{ filter: "datum.is_best" }],
          mark: { type: "text", dy: -14, fontWeight: 600 },
          encoding: { text: { value: "best" } },
        },
      ],
    },
    table: {
      columns: ["version", words(metric), "by", "about"],
      rows: inOrder.map(({ number, value, author, description }) => [number, value, author, description]),
    },
  })
}

/** The best of some values, if there are any; the first of equals. */
export function bestOf<T extends { readonly value: number }>(
  values: readonly T[],
  direction: "maximize" | "minimize",
): T | undefined {
  const sign = direction === "maximize" ? 1 : -1
  let best: T | undefined
  for (const one of values) if (best === undefined || sign * (one.value - best.value) > 0) best = one
  return best
}
