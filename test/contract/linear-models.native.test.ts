// Linear models as graphs: ONNX Runtime gives the scores that they themselves give.
import { describe, expect, it } from "vitest"
import type { LinearModel } from "../../packages/core/src/linear/model.ts"
import { linearModelSpec } from "../../packages/core/src/models/linear/linear-model-spec.ts"
import { linearDetails, linearOf, tensorsOfLinear } from "../../packages/core/src/models/linear/tensors-of-linear.ts"
import type { ModelOutput, ModelSpec } from "../../packages/core/src/models/model-spec.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import type { TreeColumn } from "../../packages/core/src/trees/bins/column.ts"
import { decodeSafetensors, encodeSafetensors } from "../../packages/engine/src/artifact/safetensors.ts"
import { expectClose, inputsFor, logitsGraph, logitsOf, outputFor } from "../support/learner-graph.ts"

describe("linear models in ONNX Runtime", () => {
  const columns = [
    { kind: "number", name: "a" },
    { kind: "category", name: "b", levels: 4 },
    { kind: "number", name: "c" },
    { kind: "category", name: "d", levels: 30 },
  ] as const
  const random = randomStream(3)
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal())
  const linear = (
    scores: number,
    family: LinearModel["family"],
    own: LinearModel["columns"] = columns,
  ): LinearModel => {
    const width = own.reduce((sum, column) => sum + (column.kind === "number" ? 1 : column.levels), 0)
    return {
      family,
      columns: own,
      intercepts: draw(scores),
      coefficients: Array.from({ length: scores }, () => draw(width)),
      exceptions: Array.from({ length: width }, () => null),
      statistics: null,
      missingStatistics: "penalty",
      fit: { solver: "newton", iterations: 1, outcome: "converged", converged: true, objective: 1, loss: 1, violation: 0, rows: 9, weight: 9, l1: 0, l2: 1 }, // prettier-ignore
    }
  }
  const rows = 60
  const values = columns.map((column): TreeColumn =>
    column.kind === "number"
      ? { kind: "number", values: Float32Array.from(draw(rows)) }
      : { kind: "category", values: Int32Array.from({ length: rows }, () => random.below(column.levels + 1) - 1) },
  )
  /** Intercept and coefficients, one row and score at a time. */
  const scoresOf = (model: LinearModel, given: readonly TreeColumn[]): number[] =>
    Array.from({ length: rows }).flatMap((_, row) =>
      model.intercepts.map((intercept, k) => {
        let place = 0
        return model.columns.reduce((sum, column, i) => {
          const value = given[i]!.values[row]!
          const at = place
          place += column.kind === "number" ? 1 : column.levels
          if (column.kind === "number") return sum + value * model.coefficients[k]![at]!
          return value < 0 ? sum : sum + model.coefficients[k]![at + value]!
        }, intercept)
      }),
    )
  const spec = (output: ModelOutput, model: LinearModel): ModelSpec =>
    linearModelSpec({
      features: [...inputsFor(model.columns), output.feature],
      outputs: [output],
      models: new Map([["y", model]]),
    })

  it.each([
    ["values", outputFor("number", "mean_squared_error"), linear(1, "squared_error"), (x: number) => x],
    ["counts", outputFor("number", "mean_squared_error"), linear(1, "poisson"), Math.exp],
    ["log-odds", outputFor("binary", "binary_weighted_cross_entropy"), linear(1, "binary"), (x: number) => x],
    ["logits", outputFor("category", "softmax_cross_entropy", 3), linear(3, "multiclass"), (x: number) => x],
    [
      "values of numbers",
      outputFor("number", "mean_squared_error"),
      linear(1, "squared_error", [columns[0]]),
      (x: number) => x,
    ],
    ["logits of categories", outputFor("category", "softmax_cross_entropy", 3), linear(3, "multiclass", [columns[1]]), (x: number) => x], // prettier-ignore
  ] as const)("give %s", async (_, output, model, mean) => {
    const given = model.columns.map((column) => values[columns.findIndex(({ name }) => name === column.name)]!)
    const [found] = await logitsOf(logitsGraph(spec(output, model)), given)
    expectClose(found, scoresOf(model, given).map(mean))
  })

  it("come back from a file of weights as they were", () => {
    const model = linear(3, "multiclass")
    const tensors = decodeSafetensors(encodeSafetensors(tensorsOfLinear("y", model)), "weights").tensors
    const details = JSON.parse(JSON.stringify(linearDetails(model))) as ReturnType<typeof linearDetails>
    expect(linearOf("y", tensors, details)).toEqual(model)
    expect(() => linearOf("z", tensors, details)).toThrow(expect.objectContaining({ code: "artifact/corrupt" }))
  })
})
