// The activation functions, by the names that configs use.
import type { Value } from "../graph/graph.ts"
import { resolveInitializer } from "../initializers/index.ts"
import {
  celu,
  clip,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  maximum,
  minimum,
  mish,
  mul,
  neg,
  relu,
  selu,
  sigmoid,
  softmax,
  softplus,
  split,
  add,
  tanh,
} from "../ops/index.ts"
import type { ActivationName } from "../schema/fields.ts"
import type { BuildContext } from "./context.ts"
import { entmax15, sparsemax } from "./sparse-softmax.ts"

type Activation = (value: Value, context: BuildContext) => Value

const silu = (value: Value): Value => mul(value, sigmoid(value))

/** One learned slope below zero. */
function prelu(value: Value, context: BuildContext): Value {
  const slope = context.parameter("slope", [1], resolveInitializer({ type: "constant", val: 0.25 }), { decay: false })
  return add(maximum(value, 0), mul(slope, minimum(value, 0)))
}

/** The first half of the values, gated by the second. */
function gated(gate: (value: Value) => Value): Activation {
  return (value) => {
    const width = value.shape.at(-1) as number // dense layers have a static width
    const [values, gates] = split(value, [width / 2, width / 2], -1)
    return mul(values!, gate(gates!)) // two parts were asked for
  }
}

const activations: Readonly<Record<ActivationName, Activation>> = {
  celu: (value) => celu(value),
  elu: (value) => elu(value),
  entmax15,
  geglu: gated((value) => gelu(value)),
  gelu: (value) => gelu(value),
  hardsigmoid: (value) => hardSigmoid(value, { alpha: 1 / 6, beta: 0.5 }),
  hardswish: (value) => hardSwish(value),
  leakyRelu: (value) => leakyRelu(value, { alpha: 0.01 }),
  logSigmoid: (value) => neg(softplus(neg(value))),
  mish: (value) => mish(value),
  prelu,
  reglu: gated((value) => relu(value)),
  relu: (value) => relu(value),
  relu6: (value) => clip(value, 0, 6),
  selu: (value) => selu(value),
  sigmoid: (value) => sigmoid(value),
  silu,
  softmax: (value) => softmax(value, { axis: -1 }),
  softplus: (value) => softplus(value),
  sparsemax,
  swiglu: gated(silu),
  swish: silu,
  tanh: (value) => tanh(value),
}

/** How many values before the activation make one after it: two for the gated ones. */
export const activationWidth = (name: ActivationName | null): 1 | 2 =>
  name === "geglu" || name === "reglu" || name === "swiglu" ? 2 : 1

/** Applies an activation; null is none. A gated one halves the last axis. */
export const activate = (context: BuildContext, value: Value, name: ActivationName | null): Value =>
  name === null ? value : activations[name](value, context)
