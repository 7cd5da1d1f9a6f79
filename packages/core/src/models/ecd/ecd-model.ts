// A network as a model: its forward pass over encoded columns.
import type { ModelSpec } from "../model-spec.ts"
import type { VariableList } from "../variables.ts"
import { buildForward } from "./forward.ts"
import type { EcdSpec } from "./spec.ts"
import { networkVariables } from "./training-graph.ts"

export const ecdModel = (spec: EcdSpec, variables: VariableList = networkVariables(spec, null)): ModelSpec => ({
  features: [...spec.inputs, ...spec.outputs].map(({ feature }) => feature),
  outputs: spec.outputs,
  variables,
  logits: (context, source) => buildForward(context, spec, source),
})
