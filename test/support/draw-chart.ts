// Compiles a chart as the pages do, draws it, and gives back what is in the drawing.
import { parse, View } from "vega"
import { expressionInterpreter } from "vega-interpreter"
import { compile, type TopLevelSpec } from "vega-lite"
import { chartConfig, type Chart, type ChartTheme } from "../../packages/core/src/charts/index.ts"

interface Drawing {
  readonly warnings: readonly string[]
  readonly svg: string
  /** The words in it, in order. */
  readonly texts: readonly string[]
}

export async function drawChart({ spec }: Chart, theme: ChartTheme = "light"): Promise<Drawing> {
  const warnings: string[] = []
  const note = (...words: readonly unknown[]) => {
    warnings.push(words.map(String).join(" "))
    return logger
  }
  const quiet = () => logger
  const logger = { level: () => logger, error: note, warn: note, info: quiet, debug: quiet } as never // as vega's types want it
  const sized = { ...spec, width: 480 } as unknown as TopLevelSpec // JSON that the compiler checks
  const compiled = compile(sized, { logger, config: chartConfig(theme) as never }) // of the same kind
  const view = new View(parse(compiled.spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "none",
  })
  view.logger(logger)
  const svg = await view.toSVG()
  view.finalize()
  return { warnings, svg, texts: Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text = ""]) => text) }
}
