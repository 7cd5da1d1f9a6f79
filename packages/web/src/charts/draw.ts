// Draws a chart's spec into the page with Vega, without code made from text: the hub's security policy forbids that.
import { parse, View, type Item, type Spec } from "vega"
import { expressionInterpreter } from "vega-interpreter"
import { compile, type Config, type TopLevelSpec } from "vega-lite"
import type { ChartObject, ChartSpec } from "@fidelio/core/charts"

export interface Drawing {
  /** Other rows in the same drawing. */
  update(values: readonly ChartObject[]): void
  remove(): void
}

type ShowTooltip = (value: Readonly<Record<string, unknown>> | string | null, x: number, y: number) => void

interface DrawOptions {
  readonly config: ChartObject
  readonly onTooltip: ShowTooltip
}

export async function draw(place: HTMLElement, spec: ChartSpec, options: DrawOptions): Promise<Drawing> {
  const view = new View(parse(vegaSpecOf(spec, options.config), undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: place,
    hover: true,
  })
  // there is no event where rows changed under the pointer
  view.tooltip((_handler: unknown, event: MouseEvent | null, _item: Item, value: unknown) =>
    options.onTooltip(event === null ? null : readTooltip(value), event?.clientX ?? 0, event?.clientY ?? 0),
  )
  await view.runAsync()
  const resized = new ResizeObserver(() => {
    const width = place.clientWidth
    if (width > 0 && width !== view.signal("width")) view.signal("width", width).resize().runAsync().catch(ignore)
  })
  resized.observe(place)
  return {
    update(values) {
      view.data("table", structuredClone(values) as object[])
      view.resize().runAsync().catch(ignore)
    },
    remove() {
      resized.disconnect()
      view.finalize()
      place.replaceChildren()
    },
  }
}

/** A view that was taken away while it was drawing. */
const ignore = (): void => undefined

/** The spec is JSON of ours that tests compile; its types are looser than Vega-Lite's. */
const vegaSpecOf = (spec: ChartSpec, config: ChartObject): Spec =>
  compile(structuredClone(spec) as unknown as TopLevelSpec, { config: config as Config }).spec

function readTooltip(value: unknown): Parameters<ShowTooltip>[0] {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>> // what is listed
  return typeof value === "string" && value !== "" ? value : null
}
