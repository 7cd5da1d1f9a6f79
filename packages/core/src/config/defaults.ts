// What `defaults` say of all features of a type, by model type.
import { z } from "zod"
import { binaryDecoders, categoryDecoders, numberDecoders } from "../decoders/index.ts"
import { binaryEncoders } from "../encoders/binary/index.ts"
import { categoryEncoders } from "../encoders/category/index.ts"
import { numberEncoders } from "../encoders/number/index.ts"
import { binaryInputPreprocessing } from "../features/binary/settings.ts"
import { categoryInputPreprocessing } from "../features/category/settings.ts"
import { numberInputPreprocessing } from "../features/number/settings.ts"
import { binaryLosses, categoryLosses, numberLosses } from "../losses/index.ts"
import { partial, partialOneOf } from "./component.ts"
import { linearLosses, treeLosses } from "./learner-features.ts"

const preprocessingText = "How columns of this type that are inputs become numbers."
const encoderText = "The encoder of inputs of this type."
const decoderText = "The decoder of outputs of this type."
const lossText = "The loss of outputs of this type."

const numberText = "For every number."
const binaryText = "For every binary."
const categoryText = "For every category."

const number = { preprocessing: partial(numberInputPreprocessing).optional().describe(preprocessingText) }
const binary = { preprocessing: partial(binaryInputPreprocessing).optional().describe(preprocessingText) }
const category = { preprocessing: partial(categoryInputPreprocessing).optional().describe(preprocessingText) }

export const networkDefaults = z.strictObject({
  number: z
    .strictObject({
      ...number,
      encoder: partialOneOf(numberEncoders, "passthrough", encoderText),
      decoder: partialOneOf(numberDecoders, "regressor", decoderText),
      loss: partialOneOf(numberLosses, "mean_squared_error", lossText),
    })
    .optional()
    .describe(numberText),
  binary: z
    .strictObject({
      ...binary,
      encoder: partialOneOf(binaryEncoders, "passthrough", encoderText),
      decoder: partialOneOf(binaryDecoders, "regressor", decoderText),
      loss: partialOneOf(binaryLosses, "binary_weighted_cross_entropy", lossText),
    })
    .optional()
    .describe(binaryText),
  category: z
    .strictObject({
      ...category,
      encoder: partialOneOf(categoryEncoders, "dense", encoderText),
      decoder: partialOneOf(categoryDecoders, "classifier", decoderText),
      loss: partialOneOf(categoryLosses, "softmax_cross_entropy", lossText),
    })
    .optional()
    .describe(categoryText),
})

export const treeDefaults = z.strictObject({
  number: z
    .strictObject({ ...number, loss: partialOneOf(treeLosses.number, "mean_squared_error", lossText) })
    .optional()
    .describe(numberText),
  binary: z
    .strictObject({ ...binary, loss: partialOneOf(treeLosses.binary, "binary_weighted_cross_entropy", lossText) })
    .optional()
    .describe(binaryText),
  category: z
    .strictObject({ ...category, loss: partialOneOf(treeLosses.category, "softmax_cross_entropy", lossText) })
    .optional()
    .describe(categoryText),
})

export const linearDefaults = z.strictObject({
  number: z
    .strictObject({ ...number, loss: partialOneOf(linearLosses.number, "mean_squared_error", lossText) })
    .optional()
    .describe(numberText),
  binary: z
    .strictObject({ ...binary, loss: partialOneOf(linearLosses.binary, "binary_weighted_cross_entropy", lossText) })
    .optional()
    .describe(binaryText),
  category: z
    .strictObject({ ...category, loss: partialOneOf(linearLosses.category, "softmax_cross_entropy", lossText) })
    .optional()
    .describe(categoryText),
})
