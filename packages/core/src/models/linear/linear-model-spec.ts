// A linear model as a graph: numbers times coefficients, and for ids the rows of a table of coefficients.
import type { Value } from "../../graph/graph.ts"
import { tensor, type Tensor } from "../../graph/tensor.ts"
import type { BuildContext } from "../../layers/context.ts"
import type { LinearModel } from "../../linear/model.ts"
import { add, exp, expand, gather, matmul, reduceSum } from "../../ops/index.ts"
import { logitsOfClasses } from "../class-logits.ts"
import { inputColumns, joinColumns } from "../input-columns.ts"
import { learnerSpec, type LearnerSpecOptions } from "../learner-spec.ts"
import type { ModelOutput, ModelSpec } from "../model-spec.ts"

export const linearModelSpec = (options: LearnerSpecOptions<LinearModel>): ModelSpec =>
  learnerSpec(options, (context, inputs, source) => {
    const { numbers, ids } = inputColumns(inputs)
    const columns: Columns = {
      numbers: joinColumns(numbers, source),
      ids: joinColumns(ids, source),
    }
    return (output, model) => logitsOf(output, model, buildScores(context, model, columns))
  })

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
