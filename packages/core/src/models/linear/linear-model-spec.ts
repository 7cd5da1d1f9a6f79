// A linear model as a graph: numbers times coefficients, and for ids the rows of a table of coefficients.
import { invariant } from "../../errors.ts"
import type { FittedFeature } from "../../features/dataset.ts"
import type { Value } from "../../graph/graph.ts"
import { tensor, type Tensor } from "../../graph/tensor.ts"
import type { BuildContext } from "../../layers/context.ts"
import type { LinearModel } from "../../linear/model.ts"
import { add, exp, expand, gather, matmul, reduceSum } from "../../ops/index.ts"
import { logitsOfClasses } from "../class-logits.ts"
import { inputColumns, joinColumns } from "../input-columns.ts"
import type { ModelOutput, ModelSpec } from "../model-spec.ts"
import { noVariables } from "../variables.ts"

export interface LinearModelSpecOptions {
  /** Inputs and outputs; columns of the models are the inputs in their order. */
  readonly features: readonly FittedFeature[]
  readonly outputs: readonly ModelOutput[]
  /** The model of each output, by its feature's name. */
  readonly models: ReadonlyMap<string, LinearModel>
}

export function linearModelSpec({ features, outputs, models }: LinearModelSpecOptions): ModelSpec {
  const inputs = features.filter(({ role }) => role === "input")
  for (const model of models.values()) checkColumns(model, inputs)
  return {
    features,
    outputs,
    variables: noVariables,
    logits(context, source) {
      const { numbers, ids } = inputColumns(inputs)
      const columns: Columns = {
        numbers: joinColumns(numbers, source),
        ids: joinColumns(ids, source),
      }
      return new Map(
        outputs.map((output) => {
          const model = models.get(output.feature.name)
          invariant(model !== undefined, `there is no linear model for the output "${output.feature.name}"`)
          return [output.feature.name, logitsOf(output, model, buildScores(context, model, columns))]
        }),
      )
    },
  }
}

function checkColumns({ columns }: LinearModel, inputs: readonly FittedFeature[]): void {
  invariant(columns.length === inputs.length, `a linear model of ${columns.length} columns for ${inputs.length} inputs`)
  for (const [i, { name, dtype }] of inputs.entries())
    invariant((columns[i]?.kind === "category") === (dtype === "int32"), `the input "${name}" is of another kind`)
}

interface Columns {
  /** [batch, numbers] */
  readonly numbers: Value | undefined
  /** [batch, categories] */
  readonly ids: Value | undefined
}

/** [batch, scores] */
function buildScores({ graph }: BuildContext, model: LinearModel, { numbers, ids }: Columns): Value {
  const { slopes, table, starts } = tablesOf(model)
  const intercepts = graph.constant(model.intercepts)
  const terms: Value[] = []
  if (numbers !== undefined) terms.push(matmul(numbers, graph.constant(slopes)))
  if (ids !== undefined) {
    const found = gather(graph.constant(table), add(ids, graph.constant(starts, "int32"))) // [batch, categories, scores]
    terms.push(reduceSum(found, { axes: [1] }))
  }
  if (terms.length === 0) return expand(intercepts, ["batch", model.intercepts.length])
  return add(
    terms.reduce((sum, term) => add(sum, term)),
    intercepts,
  )
}

interface Tables {
  /** [numbers, scores] */
  readonly slopes: Tensor
  /** [levels, scores]: of each category a row of zeros for id −1, then one a level. */
  readonly table: Tensor
  /** What is added to the ids of each category. */
  readonly starts: readonly number[]
}

function tablesOf({ columns, coefficients }: LinearModel): Tables {
  const scores = coefficients.length
  const slopes: number[] = []
  const table: number[] = []
  const starts: number[] = []
  const zeros = coefficients.map(() => 0)
  let place = 0
  const next = (): readonly number[] => {
    const at = place++
    return coefficients.map((row) => row[at]!) // one of each score
  }
  for (const column of columns) {
    if (column.kind === "number") {
      slopes.push(...next())
      continue
    }
    starts.push(table.length / scores + 1)
    table.push(...zeros)
    for (let level = 0; level < column.levels; level++) table.push(...next())
  }
  return {
    slopes: tensor("float32", [slopes.length / scores, scores], Float32Array.from(slopes)),
    table: tensor("float32", [table.length / scores, scores], Float32Array.from(table)),
    starts,
  }
}

function logitsOf(output: ModelOutput, { family }: LinearModel, scores: Value): Value {
  switch (output.type.predicts) {
    case "number":
      return family === "poisson" ? exp(scores) : scores
    case "truth":
      return scores
    case "class":
      return logitsOfClasses(output, scores)
  }
}
