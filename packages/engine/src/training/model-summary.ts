// The model as a person would list it: each part, what it is, how many parameters it has.
import { sizeOf, type EcdSpec, type VariableList } from "@fidelio/core"
import type { ModelBuilt } from "./callbacks.ts"

export function describeModel(spec: EcdSpec, variables: VariableList, device: string): ModelBuilt {
  const sizes = variables.parameters.map(({ name, shape }) => ({ name, size: sizeOf(shape) }))
  const parametersOf = (scope: string): number =>
    sizes.reduce((sum, { name, size }) => (name.startsWith(`${scope}.`) ? sum + size : sum), 0)
  const layer = (name: string, description: string): ModelBuilt["layers"][number] => ({
    name,
    description,
    parameters: parametersOf(name),
  })
  return {
    layers: [
      ...spec.inputs.map(({ feature, encoder }) =>
        layer(`input_features.${feature.name}.encoder`, encoder.component.type),
      ),
      layer("combiner", describe(spec.combiner.component.type, spec.combiner.settings)),
      ...spec.outputs.map(({ feature, decoder, loss }) =>
        layer(`output_features.${feature.name}.decoder`, `${decoder.component.type}, ${loss.component.type}`),
      ),
    ],
    parameters: sizes.reduce((sum, { size }) => sum + size, 0),
    device,
  }
}

/** `concat, 2 × 128, relu` */
function describe(type: string, settings: Readonly<Record<string, unknown>>): string {
  const {
    num_fc_layers: layers,
    output_size: size,
    activation,
    batch_ensemble: isEnsemble,
    num_ensemble_members: members,
  } = settings
  const stack = typeof layers === "number" && layers > 0 ? [`${layers} × ${String(size)}`, String(activation)] : []
  return [type, ...stack, ...(isEnsemble === true ? [`${String(members)} members`] : [])].join(", ")
}
