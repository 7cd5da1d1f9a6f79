// A linear model as tensors, to be kept among the weights, and as JSON for all that is no coefficient.
import { FidelioError } from "../../errors.ts"
import { tensor, type Tensor } from "../../graph/tensor.ts"
import type { LinearModel } from "../../linear/model.ts"

/** What a linear model says besides its coefficients; it can be written as JSON. */
export type LinearDetails = Omit<LinearModel, "intercepts" | "coefficients">

export const linearDetails = (model: LinearModel): LinearDetails => {
  const { family, columns, exceptions, statistics, missingStatistics, fit } = model
  return { family, columns, exceptions, statistics, missingStatistics, fit }
}

/** `<name>.intercepts`: [scores], `<name>.coefficients`: [scores, coefficients], exact. */
export function tensorsOfLinear(name: string, { intercepts, coefficients }: LinearModel): ReadonlyMap<string, Tensor> {
  const width = coefficients[0]?.length ?? 0
  return new Map<string, Tensor>([
    [`${name}.intercepts`, tensor("float64", [intercepts.length], Float64Array.from(intercepts))],
    [`${name}.coefficients`, tensor("float64", [coefficients.length, width], Float64Array.from(coefficients.flat()))],
  ])
}

/** The model that `tensorsOfLinear` and `linearDetails` were given. */
export function linearOf(name: string, tensors: ReadonlyMap<string, Tensor>, details: LinearDetails): LinearModel {
  const read = (list: string): Tensor<"float64"> => {
    const found = tensors.get(`${name}.${list}`)
    if (found?.dtype === "float64") return found as Tensor<"float64"> // just checked
    throw new FidelioError("artifact/corrupt", `The weights have no ${list} of the linear model for "${name}".`)
  }
  const { shape, data } = read("coefficients")
  const [scores = 0, width = 0] = shape
  return {
    ...details,
    intercepts: Array.from(read("intercepts").data),
    coefficients: Array.from({ length: scores }, (_, k) => Array.from(data.subarray(k * width, (k + 1) * width))),
  }
}
