// The features of models that are no networks: columns as they are encoded, without encoders, decoders and what they share.
import { z } from "zod"
import { binaryWeightedCrossEntropy } from "../losses/binary-weighted-cross-entropy.ts"
import { corn } from "../losses/corn.ts"
import { huber } from "../losses/huber.ts"
import { meanAbsoluteError } from "../losses/mean-absolute-error.ts"
import { meanSquaredError } from "../losses/mean-squared-error.ts"
import { rootMeanSquaredError } from "../losses/root-mean-squared-error.ts"
import { softmaxCrossEntropy } from "../losses/softmax-cross-entropy.ts"
import { oneOf } from "./component.ts"
import { binaryInput, binaryOutput, categoryInput, categoryOutput, numberInput, numberOutput } from "./features.ts"

const ofNetworks = { encoder: true, tied: true } as const

export const learnerInput = z.discriminatedUnion("type", [
  numberInput.omit(ofNetworks),
  binaryInput.omit(ofNetworks),
  categoryInput.omit(ofNetworks),
])

const outputsOfNetworks = {
  decoder: true,
  loss: true,
  dependencies: true,
  reduce_input: true,
  reduce_dependencies: true,
  input_size: true,
  num_classes: true,
} as const

const lossText = "What training makes small."

/** What trees can minimise, by the type of the output. */
export const treeLosses = {
  number: [huber, meanAbsoluteError, meanSquaredError, rootMeanSquaredError],
  binary: [binaryWeightedCrossEntropy],
  category: [corn, softmaxCrossEntropy],
} as const
/** What linear models can minimise. */
export const linearLosses = {
  number: [meanSquaredError, rootMeanSquaredError],
  binary: [binaryWeightedCrossEntropy],
  category: [softmaxCrossEntropy],
} as const

const number = numberOutput.omit(outputsOfNetworks)
const binary = binaryOutput.omit(outputsOfNetworks)
const category = categoryOutput.omit(outputsOfNetworks)

export const treeOutput = z.discriminatedUnion("type", [
  number.extend({ loss: oneOf(treeLosses.number, "mean_squared_error", lossText) }),
  binary.extend({ loss: oneOf(treeLosses.binary, "binary_weighted_cross_entropy", lossText) }),
  category.extend({ loss: oneOf(treeLosses.category, "softmax_cross_entropy", lossText) }),
])
export const linearOutput = z.discriminatedUnion("type", [
  number.extend({ loss: oneOf(linearLosses.number, "mean_squared_error", lossText) }),
  binary.extend({ loss: oneOf(linearLosses.binary, "binary_weighted_cross_entropy", lossText) }),
  category.extend({ loss: oneOf(linearLosses.category, "softmax_cross_entropy", lossText) }),
])
