// −Σₖ qₖ log pₖ with p = softmax(z) and q the target's class, smoothed or spread over similar classes where asked for
import { z } from "zod"
import { defineLoss } from "../define.ts"
import { FidelioError } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { tensor } from "../graph/tensor.ts"
import { add, exp, gather, mul, neg, reduceSum } from "../ops/index.ts"
import { fraction, listOf, nonNegative } from "../schema/fields.ts"
import { classScores, type ClassScores } from "./class-scores.ts"
import { classWeights, resolveClassWeights } from "./class-weights.ts"
import { lossSettings } from "./settings.ts"

export const softmaxCrossEntropy = defineLoss({
  type: "softmax_cross_entropy",
  summary: "The cross-entropy of a category, with weights of the classes.",
  settings: {
    ...lossSettings,
    class_weights: classWeights,
    label_smoothing: fraction(0, "The share of the target spread evenly over all classes.", {
      impact: 2,
      tune: { scale: "linear", range: [0, 0.2] },
    }),
    robust_lambda: fraction(0, "The share of targets taken to be wrong, which the loss is then less sure of."),
    confidence_penalty: nonNegative(0, "What sure predictions cost, whether right or wrong."),
    class_similarities: listOf(
      z.array(z.number()),
      null,
      "A row a class of how similar the others are, over which its target is spread; null for none.",
    ),
    class_similarities_temperature: nonNegative(
      0,
      "What similarities are multiplied by before their softmax; 0 to take each row as shares instead.",
    ),
  },
  finish: "mean",
  build(graph, settings, input) {
    const scores = classScores(input)
    const { classes, logProbabilities } = scores
    const { label_smoothing: smoothing, robust_lambda: lambda, confidence_penalty: penalty } = settings
    let values = targetCrossEntropy(graph, scores, input.target, settings)
    if (smoothing > 0) {
      const even = mul(reduceSum(logProbabilities, { axes: [1] }), -smoothing / classes)
      values = add(mul(values, 1 - smoothing), even)
    }
    if (lambda > 0) values = add(mul(values, 1 - lambda), lambda / classes)
    if (penalty > 0) {
      const negativeEntropy = reduceSum(mul(exp(logProbabilities), logProbabilities), { axes: [1] })
      values = add(values, mul(add(mul(negativeEntropy, 1 / Math.log(classes)), 1), penalty))
    }
    if (settings.class_weights === null) return { values }
    const weights = graph.constant([...resolveClassWeights(settings.class_weights, input.metadata, classes)])
    return { values, weights: gather(weights, input.target, { axis: 0 }) }
  },
  examples: [
    {},
    { label_smoothing: 0.1, robust_lambda: 0.1, confidence_penalty: 0.2 },
    { class_weights: [1, 2, 0.5] },
    {
      class_similarities: [
        [1, 0.5, 0],
        [0.5, 1, 0.5],
        [0, 0.5, 1],
      ],
      class_similarities_temperature: 2,
    },
  ],
})

interface Similarities {
  readonly class_similarities: readonly (readonly number[])[] | null
  readonly class_similarities_temperature: number
}

function targetCrossEntropy(graph: Graph, scores: ClassScores, target: Value, settings: Similarities): Value {
  const { class_similarities: similarities, class_similarities_temperature: temperature } = settings
  if (similarities === null) return neg(scores.targetLogProbability)
  const { classes, logProbabilities } = scores
  if (similarities.length !== classes || similarities.some((row) => row.length !== classes)) {
    throw new FidelioError(
      "config/rule",
      `class_similarities must be ${classes} rows of ${classes} numbers, one a class`,
    )
  }
  const spread = similarities.flatMap((row) => (temperature > 0 ? softmaxOf(row, temperature) : sharesOf(row)))
  const table = graph.constant(tensor("float32", [classes, classes], Float32Array.from(spread)))
  return neg(reduceSum(mul(gather(table, target, { axis: 0 }), logProbabilities), { axes: [1] }))
}

function softmaxOf(similarities: readonly number[], temperature: number): number[] {
  const largest = Math.max(...similarities)
  return sharesOf(similarities.map((similarity) => Math.exp((similarity - largest) * temperature)))
}

function sharesOf(numbers: readonly number[]): number[] {
  const sum = numbers.reduce((total, number) => total + number, 0)
  return numbers.map((number) => number / sum)
}
