// What a chart is: a Vega-Lite spec with its data in it, a sentence that says what is to be seen, and the same figures as a table.

export type ChartValue = string | number | boolean | null | undefined | readonly ChartValue[] | ChartObject

export interface ChartObject {
  readonly [key: string]: ChartValue
}

/** A Vega-Lite spec as JSON. It names no colours: those come from a theme's config. */
export type ChartSpec = ChartObject & {
  readonly $schema: string
  readonly description: string
  readonly data: { readonly name: string; readonly values: readonly ChartObject[] }
}

export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

export interface Chart {
  readonly title: string
  readonly spec: ChartSpec
  /** For whoever cannot see the chart, or wants the figures. */
  readonly table: ChartTable
}

interface ChartParts {
  readonly title: string
  readonly description: string
  readonly values: readonly ChartObject[]
  readonly spec: ChartObject
  readonly table: ChartTable
}

/** A chart as wide as its place; its rows are the data `table`. */
export const chart = ({ title, description, values, spec, table }: ChartParts): Chart => ({
  title,
  spec: {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    data: { name: "table", values },
    width: "container",
    autosize: { type: "fit-x", contains: "padding" },
    ...spec,
  },
  table,
})

/** A number in four significant digits, as it is said in a sentence. */
export const say = (value: number): string => String(Number(value.toPrecision(4)))

/** `roc_auc` → `roc auc`: a name as it stands at an axis. */
export const words = (name: string): string => name.replaceAll("_", " ")

/** Field names with dots or brackets would be read as paths; each series is a row of plain keys instead. */
export const quantity = (field: string, title: string, rest: ChartObject = {}): ChartObject => ({
  field,
  type: "quantitative",
  title,
  ...rest,
})

export const nominal = (field: string, title: string | null, rest: ChartObject = {}): ChartObject => ({
  field,
  type: "nominal",
  title,
  ...rest,
})

/** About so many letters of a legend stand beside one another on a phone. */
const lettersInRow = 24

/** Longer names have a row each. */
const lettersInHalfRow = 20

/** A legend of lines rather than of dots; long ones in one or two columns, so that they fit on a phone. */
export const lineLegend = (names: readonly string[]): ChartObject => ({
  symbolType: "stroke",
  symbolSize: 260,
  symbolStrokeWidth: 2.5,
  ...(names.join("").length > lettersInRow && {
    columns: names.some(({ length }) => length > lettersInHalfRow) ? 1 : 2,
  }),
})
