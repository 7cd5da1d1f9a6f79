// layerNormalization(x) = (x − mean) / √(variance + ε) · scale + bias, over the axes from `axis` on (Ba et al., 2016)
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOp, required, type GradientContext, type OpDefinition } from "./op.ts"
import { foldAxes } from "./reduction.ts"
import { broadcastTo, numbersOf } from "./reference.ts"

type LayerNormalizationAttributes = { readonly axis: number; readonly epsilon: number }

export interface LayerNormalizationOptions {
  readonly axis?: number
  readonly epsilon?: number
}

/** `scale` and `bias` have the shape of the normalized axes. */
export function layerNormalization(
  x: Value,
  scale: Value,
  bias?: Value,
  { axis = -1, epsilon = 1e-5 }: LayerNormalizationOptions = {},
): Value {
  const attributes = { axis: normalizeAxis(axis, x.shape.length), epsilon }
  const inputs = bias === undefined ? [x, scale] : [x, scale, bias]
  return required(applyOp(layerNormalizationOp, inputs, attributes), 0)
}

// with n = (x − mean)·s, s = 1/√(variance + ε), n̅ = y̅·scale: x̅ = s·(n̅ − mean(n̅) − n·mean(n̅·n))
export const layerNormalizationOp: OpDefinition<LayerNormalizationAttributes> = {
  type: "LayerNormalization",
  summary: "Normalizes the last axes to mean 0 and variance 1, then scales and shifts.",
  infer(inputs, { axis }) {
    const { dtype, shape } = required(inputs, 0)
    const statistics = shape.map((size, i) => (i < axis ? size : 1))
    return [
      { dtype, shape },
      { dtype, shape: statistics },
      { dtype, shape: statistics },
    ]
  },
  reference(inputs, { axis, epsilon }) {
    const [x, scale, bias] = [required(inputs, 0), required(inputs, 1), inputs[2]]
    const axes = x.shape.map((_, i) => i).slice(axis)
    const average = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length
    const mean = foldAxes(x, axes, true, average)
    const inverse = foldAxes(x, axes, true, (numbers) => {
      const center = average(numbers)
      return 1 / Math.sqrt(average(numbers.map((n) => (n - center) ** 2)) + epsilon)
    })
    const wide = [mean, inverse, scale, ...(bias === undefined ? [] : [bias])].map((t) =>
      numbersOf(broadcastTo(t, x.shape)),
    )
    const data = numbersOf(x).map((n, i) => (n - wide[0]![i]!) * wide[1]![i]! * wide[2]![i]! + (wide[3]?.[i] ?? 0)) // same length
    return [{ ...x, data }, mean, inverse]
  },
  gradient: (context) => {
    const { ops, cotangent } = context
    const normalized = normalizedOf(context)
    return [() => inputGradient(context, normalized()), () => ops.mul(cotangent, normalized()), cotangent]
  },
  examples: [
    {
      name: "last axis",
      inputs: [{ shape: [3, 4] }, { shape: [4] }, { shape: [4] }],
      build: (x, scale, bias) => layerNormalization(x, scale, bias),
    },
    {
      name: "without bias",
      inputs: [{ shape: [2, 2, 3] }, { shape: [3] }],
      build: (x, scale) => layerNormalization(x, scale),
    },
    {
      name: "two axes",
      inputs: [{ shape: [2, 2, 3] }, { shape: [2, 3] }, { shape: [2, 3] }],
      build: (x, scale, bias) => layerNormalization(x, scale, bias, { axis: 1, epsilon: 0.01 }),
    },
  ],
}

/** (x − mean)·s, built once, when first asked for. */
function normalizedOf({ ops, input, outputs }: GradientContext<LayerNormalizationAttributes>): () => Value {
  let normalized: Value | undefined
  return () => (normalized ??= ops.mul(ops.sub(input, required(outputs, 1)), required(outputs, 2)))
}

function inputGradient(context: GradientContext<LayerNormalizationAttributes>, normalized: Value): Value {
  const { ops, inputs, outputs, cotangent, attributes } = context
  const axes = cotangent.shape.map((_, i) => i).slice(attributes.axis)
  const mean = (value: Value): Value => ops.reduceMean(value, { axes, keepdims: true })
  const scaled = ops.mul(cotangent, required(inputs, 1))
  const centered = ops.sub(scaled, mean(scaled))
  const along = ops.mul(normalized, mean(ops.mul(scaled, normalized)))
  return ops.mul(ops.sub(centered, along), required(outputs, 2))
}
