// What is reported of logits: predictions, probabilities, and the sums from which each loss of a split is made.
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { groupColumn } from "../../features/row-columns.ts"
import { Graph, type Value } from "../../graph/graph.ts"
import { mul, reduceSum } from "../../ops/index.ts"
import type { LossValues } from "../../define.ts"
import { joinMembers, predictionOf } from "./logits.ts"
import { exampleLosses } from "./example-losses.ts"
import { isRanked, type ModelOutput, type ModelSpec } from "../model-spec.ts"
import { batchSource, gatherRows, tableInputs } from "./table-source.ts"

/**
 * Inputs: `logits.<feature>`, [batch, …members, size], `rows` (int32 [batch]) and the target tables.
 * Outputs a feature: `<feature>.target` (own units), `<feature>.predictions`, `<feature>.probabilities` (where the type has them), and the sums
 * Σ weights·values and Σ weights as `<feature>.objective`, `<feature>.objective_weight` (training's scale) and, where
 * the type has units, `<feature>.loss`, `<feature>.loss_weight` (own units). A loss without weights has no weight output.
 * Where an output is ranked, `groups` has the group of each row.
 */
export interface ReportProgram {
  readonly graph: Graph
  readonly tables: readonly TableName[]
}

/** `members`: how many members each output's logits have; 0 where they have no such axis. */
export function buildReportProgram(
  spec: Pick<ModelSpec, "outputs">,
  layout: DatasetLayout,
  members: number,
): ReportProgram {
  const graph = new Graph("report")
  const ranked = isRanked(spec)
  const tables = tableInputs(
    graph,
    layout,
    (name) => name.startsWith("targets") || (ranked && name === layout.columns[groupColumn.key]?.table),
  )
  const source = batchSource(gatherRows(tables, graph.input("rows", "int32", ["batch"])), layout)
  for (const output of spec.outputs) {
    const { feature, type } = output
    const size = type.logitsSize(feature)
    const given = graph.input(
      `logits.${feature.name}`,
      "float32",
      members === 0 ? ["batch", size] : ["batch", members, size],
    )
    report(graph, output, joinMembers(output, given), source.target(feature))
  }
  if (ranked) graph.output("groups", source.row(groupColumn))
  return { graph, tables: [...tables.keys()] }
}

function report(graph: Graph, output: ModelOutput, logits: Value, target: Value): void {
  const { feature, type } = output
  const { predictions, probabilities } = predictionOf(output, logits)
  graph.output(`${feature.name}.predictions`, predictions)
  if (probabilities !== undefined) graph.output(`${feature.name}.probabilities`, probabilities)
  sums(graph, `${feature.name}.objective`, exampleLosses(output, { logits, target }))
  graph.output(`${feature.name}.target`, type.ownUnits?.(target, feature) ?? target)
  if (type.ownUnits !== undefined)
    sums(graph, `${feature.name}.loss`, exampleLosses(output, { logits, target }, "own_units"))
}

function sums(graph: Graph, name: string, { values, weights }: LossValues): void {
  graph.output(name, reduceSum(weights === undefined ? values : mul(values, weights)))
  if (weights !== undefined) graph.output(`${name}_weight`, reduceSum(weights))
}
