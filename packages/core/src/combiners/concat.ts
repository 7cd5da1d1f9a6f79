// Concat combiner: h ← act([e₁, …, eₙ]W + b), repeated.
import { defineCombiner } from "../define.ts"
import { spreadToMembers } from "../layers/batch-ensemble.ts"
import { fcStack } from "../layers/fc-stack.ts"
import { concat as concatenate, flatten } from "../ops/index.ts"
import {
  activation,
  biasInitializer,
  choice,
  dropout,
  fcLayers,
  flag,
  nonNegativeInt,
  norm,
  normParams,
  positiveInt,
  useBias,
  weightsInitializer,
} from "../schema/fields.ts"

export const concat = defineCombiner({
  type: "concat",
  summary: "Joins the encodings end to end, then a stack of fully connected layers.",
  settings: {
    flatten_inputs: flag(false, "Whether encodings of more than one axis are flattened."),
    num_fc_layers: nonNegativeInt(0, "How many fully connected layers follow.", {
      impact: 3,
      tune: { scale: "linear", range: [0, 4] },
    }),
    output_size: positiveInt(256, "Width of those layers.", { impact: 3, tune: { scale: "log", range: [32, 512] } }),
    fc_layers: fcLayers(),
    residual: flag(false, "Whether a layer's input is added to its output where both have one width."),
    use_bias: useBias(),
    weights_initializer: weightsInitializer(),
    bias_initializer: biasInitializer(),
    norm: norm(),
    norm_params: normParams(),
    activation: activation(),
    dropout: dropout(),
    batch_ensemble: flag(false, "Whether the layers hold an ensemble that shares most of its weights.", { impact: 3 }),
    num_ensemble_members: positiveInt(4, "How many members the ensemble has.", {
      impact: 2,
      tune: { scale: "log", range: [4, 32] },
    }),
    ensemble_scales: choice(
      ["all", "first"],
      "all",
      "Where members have scales and biases of their own: in all layers, or scales of the input only, which is faster.",
    ),
  },
  build(context, settings, inputs) {
    const values = inputs.map(({ value }) =>
      settings.flatten_inputs && value.shape.length > 2 ? flatten(value, { axis: 1 }) : value,
    )
    const joined = values.length === 1 ? values[0]! : concatenate(values, -1) // one of one
    const stack = { ...settings, numLayers: settings.num_fc_layers }
    if (!settings.batch_ensemble) return fcStack(context, joined, stack)
    const members = settings.num_ensemble_members
    if (settings.ensemble_scales === "first") return fcStack(context, spreadToMembers(context, joined, members), stack)
    const hidden = fcStack(context, joined, { ...stack, members })
    return hidden === joined ? spreadToMembers(context, joined, members) : hidden
  },
  examples: [
    {},
    { num_fc_layers: 2, output_size: 8, residual: true, norm: "layer", dropout: 0.1 },
    {
      fc_layers: [
        { output_size: 6, norm: "batch" },
        { output_size: 4, activation: "geglu" },
      ],
    },
    { num_fc_layers: 2, output_size: 8, batch_ensemble: true, num_ensemble_members: 3 },
    { batch_ensemble: true },
    { num_fc_layers: 2, output_size: 8, batch_ensemble: true, ensemble_scales: "first", norm: "layer" },
  ],
})
