// The looks of charts, in light and dark: a Vega-Lite config, so that specs name no colours.
import type { ChartObject } from "./chart.ts"

export type ChartTheme = "light" | "dark"

interface Palette {
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly surface: string
  readonly accent: string
  readonly accentSoft: string
  readonly series: readonly string[]
  readonly ramp: readonly string[]
}

/** Series differ in lightness as well as hue, so that they can be told apart by colour-blind readers. */
const palettes: Readonly<Record<ChartTheme, Palette>> = {
  light: {
    ink: "#1b1f27",
    quiet: "#566071",
    line: "#dfe3ea",
    surface: "#ffffff",
    accent: "#2f55d4",
    accentSoft: "#a9b8e8",
    series: ["#2f55d4", "#d9730d", "#0d8a72", "#b3367f", "#6a7385", "#8c6d00", "#1583c4", "#7b4bd1"],
    ramp: ["#f2f5fd", "#c9d5f8", "#93abef", "#5c7fe2", "#2f55d4", "#1c3791"],
  },
  dark: {
    ink: "#e8ebf1",
    quiet: "#a3adbd",
    line: "#2c333f",
    surface: "#161a21",
    accent: "#8ba6ff",
    accentSoft: "#45537f",
    series: ["#8ba6ff", "#f2a154", "#4fcdb0", "#ee88bf", "#a3adbd", "#dcc04f", "#66bdf2", "#bb9af7"],
    ramp: ["#1b2130", "#26355f", "#344c91", "#4867c4", "#6f8ef0", "#b3c5ff"],
  },
}

const axesOf = ({ ink, quiet, line }: Palette): ChartObject => ({
  axis: {
    labelColor: quiet,
    titleColor: ink,
    titleFontWeight: 500,
    titlePadding: 8,
    labelFontSize: 11,
    titleFontSize: 12,
    gridColor: line,
    domainColor: line,
    tickColor: line,
    labelOverlap: "greedy",
    labelLimit: 160,
  },
  axisY: { domain: false, ticks: false, tickCount: 5 },
  axisX: { grid: false },
  axisBand: { grid: false, labelAngle: 0 },
})

/** The config of a theme; `font` is the family that the page around the chart has. */
export function chartConfig(theme: ChartTheme, font = "system-ui, sans-serif"): ChartObject {
  const palette = palettes[theme]
  const { ink, quiet, surface, accent, accentSoft, series, ramp } = palette
  return {
    background: null,
    font,
    padding: 4,
    view: { stroke: null },
    ...axesOf(palette),
    legend: {
      orient: "top",
      direction: "horizontal",
      labelColor: ink,
      titleColor: quiet,
      labelFontSize: 12,
      labelLimit: 320,
      offset: 6,
    },
    header: { labelColor: ink, titleColor: quiet },
    title: { color: ink },
    range: { category: series, ramp, heatmap: ramp, ordinal: ramp },
    mark: { color: accent },
    line: { strokeWidth: 2 },
    text: { color: ink, fontSize: 12 },
    rule: { color: quiet },
    style: {
      best: { color: accent },
      other: { color: accentSoft },
      quiet: { color: quiet, strokeDash: [4, 4] },
      strong: { color: surface },
    },
  }
}
