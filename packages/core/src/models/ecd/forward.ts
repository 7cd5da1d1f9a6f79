// The forward pass: encoders → combiner → decoders, the same in training, evaluation and the exported model.
import type { Value } from "../../graph/graph.ts"
import type { BuildContext } from "../../layers/context.ts"
import { invariant } from "../../errors.ts"
import { concat } from "../../ops/index.ts"
import type { InputSource } from "../model-spec.ts"
import type { EcdSpec } from "./spec.ts"

/** Logits of each output, [batch, size] or [batch, members, size], by feature name. */
export function buildForward(context: BuildContext, spec: EcdSpec, source: InputSource): ReadonlyMap<string, Value> {
  const encodings = spec.inputs.map(({ feature, encoder, fitted, variablesOf }) => ({
    name: feature.name,
    value: encoder.component.build(
      context.scope(`input_features.${variablesOf}.encoder`, `input_features.${feature.name}.encoder`),
      encoder.settings,
      { value: source(feature), metadata: feature.metadata, fitted },
    ),
  }))
  const combined = spec.combiner.component.build(context.scope("combiner"), spec.combiner.settings, encodings)
  const hiddenOf = new Map<string, Value>()
  const logitsOf = new Map<string, Value>()
  for (const { feature, type, decoder, dependencies } of spec.outputs) {
    const decoded = decoder.component.build(
      context.scope(`output_features.${feature.name}.decoder`),
      decoder.settings,
      joinDependencies(combined, dependencies, hiddenOf),
      type.logitsSize(feature),
    )
    hiddenOf.set(feature.name, decoded.hidden)
    logitsOf.set(feature.name, decoded.logits)
  }
  return logitsOf
}

function joinDependencies(
  combined: Value,
  dependencies: readonly string[],
  hiddenOf: ReadonlyMap<string, Value>,
): Value {
  if (dependencies.length === 0) return combined
  const hidden = dependencies.map((name) => {
    const value = hiddenOf.get(name)
    invariant(value !== undefined, `the output "${name}" is built after one that depends on it`)
    return value
  })
  return concat([combined, ...hidden], -1)
}
