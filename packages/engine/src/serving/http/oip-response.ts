// An inference response of the Open Inference Protocol: output columns to typed tensors.
import type { OutputColumn } from "@fidelio/core"
import { shortFloat } from "../../prediction/short-float.ts"
import type { HostedModel, Results } from "../hosted-model.ts"
import type { InferenceRequest } from "./oip-request.ts"
import { outputTensor, type Datatype } from "./oip-names.ts"

interface TensorAnswer {
  readonly name: string
  readonly shape: readonly number[]
  readonly datatype: Datatype
  readonly data: readonly unknown[]
}

export interface InferenceAnswer {
  readonly model_name: string
  readonly model_version: string
  readonly id?: string
  readonly outputs: readonly TensorAnswer[]
}

function dataOf({ dtype }: OutputColumn, values: Results["columns"][string]): readonly unknown[] {
  switch (dtype) {
    case "bool":
      return Array.from(values, Boolean)
    case "float32":
      return Array.from(values as Float32Array, shortFloat)
    case "string":
      return values as readonly string[]
  }
}

/** What a model was when it was asked: it may be replaced before it answers. */
export type AskedModel = Pick<HostedModel, "name" | "version" | "signature">

export const asAsked = ({ name, version, signature }: HostedModel): AskedModel => ({ name, version, signature })

export function inferenceAnswer(model: AskedModel, request: InferenceRequest, results: Results): InferenceAnswer {
  const wanted = request.outputs
  const columns = model.signature.outputs.filter(({ name }) => wanted?.includes(name) ?? true)
  return {
    model_name: model.name,
    model_version: model.version,
    ...(request.id === undefined ? {} : { id: request.id }),
    outputs: columns.map((column) => {
      const { name, datatype } = outputTensor(column)
      return { name, shape: [results.size, ...column.shape], datatype, data: dataOf(column, results.columns[name]!) }
    }),
  }
}
