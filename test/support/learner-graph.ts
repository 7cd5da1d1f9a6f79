// Models over encoded columns, without data: their features, the graph of their logits, and what ONNX Runtime computes of it.
import { expect } from "vitest"
import type { FittedFeature } from "../../packages/core/src/features/dataset.ts"
import { Graph, type Value } from "../../packages/core/src/graph/graph.ts"
import { modelOutput } from "../../packages/core/src/models/model-outputs.ts"
import type { ModelOutput, ModelSpec } from "../../packages/core/src/models/model-spec.ts"
import { boundContext } from "../../packages/core/src/models/variables.ts"
import type { TreeColumn } from "../../packages/core/src/trees/bins/column.ts"
import { nativeOutputs } from "../contract/ops-native.ts"
import { float32, int32 } from "./model-part.ts"

export const inputsFor = (columns: readonly { readonly kind: string }[]): readonly FittedFeature[] =>
  columns.map(({ kind }, i) => ({
    key: `input:c${i}`,
    name: `c${i}`,
    column: `c${i}`,
    role: "input",
    type: kind,
    settings: {},
    metadata: {},
    steps: [],
    dtype: kind === "category" ? "int32" : "float32",
  }))

/** An output of this type and loss; of a category, with so many classes. */
export function outputFor(type: "number" | "binary" | "category", loss: string, classes = 2, name = "y"): ModelOutput {
  const words = Array.from({ length: classes }, (_, i) => `k${i}`)
  const feature: FittedFeature = {
    ...inputsFor([{ kind: type }])[0]!,
    key: `output:${name}`,
    name,
    column: name,
    role: "output",
    settings: { loss: { type: loss }, clip: null, top_k: 1 },
    metadata: { vocab_size: classes, idx2str: words },
  }
  return modelOutput(feature)
}

export function logitsGraph(spec: ModelSpec): Graph {
  const graph = new Graph("logits")
  const inputs = new Map<string, Value>(
    spec.features
      .filter(({ role }) => role === "input")
      .map(({ key, name, dtype }) => [key, graph.input(name, dtype, ["batch", 1])]),
  )
  const logits = spec.logits(boundContext(graph, "inference", { values: new Map() }), ({ key }) => inputs.get(key)!)
  for (const [name, value] of logits) graph.output(`logits.${name}`, value)
  return graph
}

/** Missing numbers as encoded columns hold them. */
const feedsOf = (columns: readonly { readonly kind: string; readonly values: ArrayLike<number> }[]) =>
  Object.fromEntries(
    columns.map(({ kind, values }, i) => {
      const encoded = Array.from(values, (value) => (Number.isNaN(value) ? -Infinity : value))
      return [`c${i}`, kind === "category" ? int32([values.length, 1], encoded) : float32([values.length, 1], encoded)]
    }),
  )

export async function logitsOf(
  graph: Graph,
  columns: readonly TreeColumn[],
  opset?: number,
): Promise<readonly Float64Array[]> {
  const results = await nativeOutputs(graph, feedsOf(columns), opset === undefined ? {} : { opset })
  return Object.values(results).map(({ data }) => data as Float64Array) // no texts
}

export function expectClose(found: Float64Array | undefined, expected: ArrayLike<number>): void {
  expect(found?.length).toBe(expected.length)
  for (const [i, value] of found!.entries())
    if (!(Math.abs(value - expected[i]!) <= 1e-5 * Math.max(1, Math.abs(expected[i]!))))
      expect.fail(`score ${i} is ${value}, not ${expected[i]}`)
}
