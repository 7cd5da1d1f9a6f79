// −w y log σ(z) − (1 − y) log σ(−z), as w y softplus(−z) + (1 − y) softplus(z)
import { defineLoss } from "../define.ts"
import { add, mul, neg, sigmoid, softplus, squeeze, sub } from "../ops/index.ts"
import type { Value } from "../graph/graph.ts"
import { fraction, nonNegative } from "../schema/fields.ts"
import { lossSettings } from "./settings.ts"

export const binaryWeightedCrossEntropy = defineLoss({
  type: "binary_weighted_cross_entropy",
  summary: "The cross-entropy of a binary, with a weight for the true ones.",
  settings: {
    ...lossSettings,
    positive_class_weight: nonNegative(null, "How much a true target counts beside a false one; null for as much.", {
      impact: 2,
    }),
    robust_lambda: fraction(0, "The share of targets taken to be wrong, which the loss is then less sure of."),
    confidence_penalty: nonNegative(0, "What sure predictions cost, whether right or wrong."),
  },
  finish: "mean",
  build(_graph, settings, { logits, target }) {
    const logit = squeeze(logits, [1])
    const positiveWeight = settings.positive_class_weight ?? 1
    const { robust_lambda: lambda, confidence_penalty: penalty } = settings
    let values = crossEntropy(logit, target, positiveWeight)
    if (lambda > 0) values = add(mul(values, 1 - lambda), lambda / 2)
    if (penalty > 0) values = add(values, mul(sub(1, mul(entropy(logit), 1 / Math.LN2)), penalty))
    return { values }
  },
  examples: [{}, { positive_class_weight: 3, robust_lambda: 0.1, confidence_penalty: 0.2 }],
})

function crossEntropy(logit: Value, target: Value, positiveWeight: number): Value {
  if (positiveWeight === 1) return sub(softplus(logit), mul(target, logit)) // y softplus(−z) + (1 − y) softplus(z), as softplus(−z) = softplus(z) − z
  return add(mul(mul(target, positiveWeight), softplus(neg(logit))), mul(sub(1, target), softplus(logit)))
}

/** −p log p − (1 − p) log(1 − p) for p = σ(z) */
function entropy(logit: Value): Value {
  return add(mul(sigmoid(logit), softplus(neg(logit))), mul(sigmoid(neg(logit)), softplus(logit)))
}
