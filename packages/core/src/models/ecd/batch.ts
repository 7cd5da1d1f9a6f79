// One batch inside a training step: forward, objective, gradients.
import { differentiate } from "../../autodiff/differentiate.ts"
import { invariant } from "../../errors.ts"
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { weightColumn } from "../../features/row-columns.ts"
import type { Graph, Value } from "../../graph/graph.ts"
import type { Parameter, RandomSource } from "../../layers/context.ts"
import { add, dimensionOf, slice } from "../../ops/index.ts"
import { buildForward } from "./forward.ts"
import { buildObjective, type Regularization } from "./objective.ts"
import type { EcdSpec } from "./spec.ts"
import { batchSource } from "../graphs/table-source.ts"
import { boundContext, type VariableList } from "../variables.ts"

/** What does not change from batch to batch: values of the outer graph, which the body of the loop captures. */
export interface BatchSetting {
  readonly spec: EcdSpec
  readonly layout: DatasetLayout
  readonly regularization: Regularization
  readonly list: VariableList
  /** Frozen parameters, by name. */
  readonly frozen: ReadonlyMap<string, Value>
  /** One a random source: [poolRows, …shape]. */
  readonly pools: readonly Value[]
}

/** What a batch is computed from, as values of the innermost graph. */
export interface BatchInput {
  /** The batch's rows of each table, [batch, columns]. */
  readonly tables: ReadonlyMap<TableName, Value>
  /** One a random source: int64 [1], the pool's row at which this batch's numbers begin. */
  readonly offsets: readonly Value[]
  readonly parameters: readonly Value[]
  readonly states: readonly Value[]
}

export interface BatchResult {
  readonly loss: Value
  /** In the order of the trained parameters. */
  readonly gradients: readonly Value[]
  /** The states' next values, in the order of the variable list. */
  readonly states: readonly Value[]
  /** One an output. */
  readonly logits: readonly Value[]
}

export const trainedParameters = (list: VariableList): readonly Parameter[] =>
  list.parameters.filter(({ trainable }) => trainable)

/** Every batch has at least its targets. */
const graphOf = ({ tables }: BatchInput): Graph => [...tables.values()][0]!.graph

export function buildBatch(setting: BatchSetting, input: BatchInput): BatchResult {
  const { spec, list } = setting
  const trained = trainedParameters(list)
  const values = new Map(setting.frozen)
  for (const [i, parameter] of trained.entries()) values.set(parameter.name, input.parameters[i]!) // one value a parameter
  for (const [i, state] of list.states.entries()) values.set(state.name, input.states[i]!) // one value a state
  const updates = new Map<string, Value>()
  const random = randomSlices(setting, input)
  const context = boundContext(graphOf(input), "training", { values, updates, random })
  const source = batchSource(input.tables, setting.layout)
  const logits = buildForward(context, spec, source.input)
  const loss = buildObjective(spec, {
    logits,
    target: source.target,
    weights: setting.layout.columns[weightColumn.key] && source.row(weightColumn),
    parameters: input.parameters,
    regularization: setting.regularization,
  })
  const gradients = differentiate(loss, input.parameters).map((gradient, i) => {
    invariant(gradient !== undefined, `the loss does not depend on ${trained[i]?.name}`)
    return gradient
  })
  return {
    loss,
    gradients,
    states: list.states.map((state, i) => updates.get(state.name) ?? input.states[i]!), // one value a state
    logits: spec.outputs.map(({ feature }) => logits.get(feature.name)!), // forward made them all
  }
}

/** The batch's random numbers: as many rows of the pool as the batch has, from the offset on. */
function randomSlices({ list, pools }: BatchSetting, input: BatchInput): (source: RandomSource) => Value {
  const { offsets } = input
  let batchSize: Value | undefined
  return (source) => {
    const i = list.randomSources.findIndex(({ name }) => name === source.name)
    const pool = pools[i]
    const offset = offsets[i]
    invariant(pool !== undefined && offset !== undefined, `no pool for "${source.name}"`)
    batchSize ??= dimensionOf(graphOf(input), "batch")
    return slice(pool, { axes: [0], starts: offset, ends: add(offset, batchSize), shape: ["batch", ...source.shape] })
  }
}
