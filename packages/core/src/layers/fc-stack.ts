// A stack of fully connected layers, each h ← dropout(act(norm(hW + b))).
import type { Value } from "../graph/graph.ts"
import { sameShape } from "../graph/shape.ts"
import { add } from "../ops/index.ts"
import type { ActivationName, FcLayer, InitializerReference } from "../schema/fields.ts"
import { activate, activationWidth } from "./activations.ts"
import { batchEnsemble } from "./batch-ensemble.ts"
import type { BuildContext } from "./context.ts"
import { dense } from "./dense.ts"
import { dropout } from "./dropout.ts"
import { normalize, type NormName, type NormSettings } from "./norms.ts"

/** The settings that every layer has unless it overrides them. */
export interface FcDefaults {
  readonly output_size: number
  readonly use_bias: boolean
  readonly weights_initializer: InitializerReference
  readonly bias_initializer: InitializerReference
  readonly norm: NormName | null
  readonly norm_params: NormSettings | null
  readonly activation: ActivationName | null
  readonly dropout: number
}

export interface FcStack extends FcDefaults {
  /** Used where `fc_layers` is null. */
  readonly numLayers: number
  readonly fc_layers: readonly FcLayer[] | null
  /** Adds a layer's input to its output where both have one shape. */
  readonly residual?: boolean
  /** Makes the layers a batch ensemble of so many members. */
  readonly members?: number | undefined
}

/** [batch, …members, in] → [batch, …members, out]; the value itself where there is no layer. */
export function fcStack(context: BuildContext, value: Value, stack: FcStack): Value {
  const layers: readonly FcLayer[] = stack.fc_layers ?? Array.from({ length: stack.numLayers }, () => ({}))
  let hidden = value
  for (const [i, layer] of layers.entries()) {
    const next = fcLayer(context.scope(`fc_layers.${i}`), hidden, overridden(stack, layer), stack.members)
    hidden = stack.residual === true && sameShape(hidden.shape, next.shape) ? add(hidden, next) : next
  }
  return hidden
}

function fcLayer(context: BuildContext, value: Value, settings: FcDefaults, members: number | undefined): Value {
  const denseSettings = {
    outputSize: settings.output_size * activationWidth(settings.activation),
    useBias: settings.use_bias,
    weightsInitializer: settings.weights_initializer,
    biasInitializer: settings.bias_initializer,
  }
  const product =
    members === undefined ? dense(context, value, denseSettings) : batchEnsemble(context, value, members, denseSettings)
  const normed = normalize(context.scope("norm"), product, settings.norm, settings.norm_params)
  return dropout(context, activate(context, normed, settings.activation), settings.dropout)
}

/** A layer's own settings where it has them, else those of the stack. */
function overridden(stack: FcStack, layer: FcLayer): FcDefaults {
  const given = Object.fromEntries(Object.entries(layer).filter(([, setting]) => setting !== undefined))
  return { ...stack, ...given }
}
