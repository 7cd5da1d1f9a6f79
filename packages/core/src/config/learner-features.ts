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

/** What trees and linear models can minimise. */
export const treeNumberLosses = [huber, meanAbsoluteError, meanSquaredError, rootMeanSquaredError] as const
export const linearNumberLosses = [meanSquaredError, rootMeanSquaredError] as const
export const learnerBinaryLosses = [binaryWeightedCrossEntropy] as const
export const treeCategoryLosses = [corn, softmaxCrossEntropy] as const
export const linearCategoryLosses = [softmaxCrossEntropy] as const

const binary = binaryOutput
  .omit(outputsOfNetworks)
  .extend({ loss: oneOf(learnerBinaryLosses, "binary_weighted_cross_entropy", lossText) })
const category = categoryOutput.omit(outputsOfNetworks)
const number = numberOutput.omit(outputsOfNetworks)

export const treeOutput = z.discriminatedUnion("type", [
  number.extend({ loss: oneOf(treeNumberLosses, "mean_squared_error", lossText) }),
  binary,
  category.extend({ loss: oneOf(treeCategoryLosses, "softmax_cross_entropy", lossText) }),
])
export const linearOutput = z.discriminatedUnion("type", [
  number.extend({ loss: oneOf(linearNumberLosses, "mean_squared_error", lossText) }),
  binary,
  category.extend({ loss: oneOf(linearCategoryLosses, "softmax_cross_entropy", lossText) }),
])
