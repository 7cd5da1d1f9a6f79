// The settings that all decoders have: fully connected layers before the one that makes the logits, and that one's own.
import {
  activation,
  biasInitializer,
  choice,
  dropout,
  fcLayers,
  nonNegativeInt,
  norm,
  normParams,
  positiveInt,
  useBias,
  weightsInitializer,
} from "../schema/fields.ts"
import type { Decoded } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { FidelioError } from "../errors.ts"
import type { BuildContext } from "../layers/context.ts"
import { densePerMember, widthOf } from "../layers/dense.ts"
import { fcStack } from "../layers/fc-stack.ts"
import type { ActivationName, FcLayer, InitializerReference } from "../schema/fields.ts"
import type { NormName, NormSettings } from "../layers/norms.ts"

/** The group of settings of the layers before; `layers` is how many there are unless a config says otherwise. */
export const decoderSettings = (layers: number) => ({
  fc_layers: fcLayers(),
  num_fc_layers: nonNegativeInt(layers, "How many fully connected layers come before the logits.", { impact: 2 }),
  fc_output_size: positiveInt(256, "Width of those layers.", { impact: 2 }),
  fc_use_bias: useBias(),
  fc_weights_initializer: weightsInitializer(),
  fc_bias_initializer: biasInitializer(),
  fc_norm: norm(),
  fc_norm_params: normParams(),
  fc_activation: activation(),
  fc_dropout: dropout(),
  input_size: positiveInt(null, "Width of the hidden values; taken from the model where null."),
  use_bias: useBias(),
  weights_initializer: weightsInitializer(),
  bias_initializer: biasInitializer(),
})

export const classifierSettings = {
  num_classes: positiveInt(null, "How many classes there are; taken from the data where null."),
  calibration: choice(["temperature_scaling"], null, "How probabilities are made true to frequencies after training."),
  mc_dropout_samples: nonNegativeInt(0, "How many passes with dropout a prediction is the mean of; 0 for one without."),
}

interface StackSettings {
  readonly fc_layers: readonly FcLayer[] | null
  readonly num_fc_layers: number
  readonly fc_output_size: number
  readonly fc_use_bias: boolean
  readonly fc_weights_initializer: InitializerReference
  readonly fc_bias_initializer: InitializerReference
  readonly fc_norm: NormName | null
  readonly fc_norm_params: NormSettings | null
  readonly fc_activation: ActivationName | null
  readonly fc_dropout: number
}

/** The layers that the `fc_` settings describe. */
export const decoderStack = (context: BuildContext, hidden: Value, settings: StackSettings): Value =>
  fcStack(context, hidden, {
    fc_layers: settings.fc_layers,
    numLayers: settings.num_fc_layers,
    output_size: settings.fc_output_size,
    use_bias: settings.fc_use_bias,
    weights_initializer: settings.fc_weights_initializer,
    bias_initializer: settings.fc_bias_initializer,
    norm: settings.fc_norm,
    norm_params: settings.fc_norm_params,
    activation: settings.fc_activation,
    dropout: settings.fc_dropout,
  })

interface HeadSettings {
  readonly input_size: number | null
  readonly num_classes?: number | null
  readonly use_bias: boolean
  readonly weights_initializer: InitializerReference
  readonly bias_initializer: InitializerReference
}

/** The layer that makes the logits; each member of an ensemble has one of its own. */
export function decoderHead(context: BuildContext, hidden: Value, settings: HeadSettings, size: number): Decoded {
  checkSizes(settings, widthOf(hidden), size)
  const logits = densePerMember(context.scope("head"), hidden, {
    outputSize: size,
    useBias: settings.use_bias,
    weightsInitializer: settings.weights_initializer,
    biasInitializer: settings.bias_initializer,
  })
  return { logits, hidden }
}

function checkSizes({ input_size, num_classes = null }: HeadSettings, width: number, size: number): void {
  const classes = size === 1 ? 2 : size // one logit tells two classes apart
  const wrong =
    input_size !== null && input_size !== width
      ? `input_size is ${input_size}, but the hidden values have width ${width}`
      : num_classes !== null && num_classes !== size && num_classes !== classes
        ? `num_classes is ${num_classes}, but the data have ${classes} classes`
        : undefined
  if (wrong !== undefined) throw new FidelioError("config/rule", wrong, { hint: "leave it out of the decoder" })
}
