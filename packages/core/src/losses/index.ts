// Every loss, by the type of output it serves.
import type { Loss } from "../define.ts"
import { binaryWeightedCrossEntropy } from "./binary-weighted-cross-entropy.ts"
import { corn } from "./corn.ts"
import { entropicOpenSet } from "./entropic-open-set.ts"
import { focal } from "./focal.ts"
import { huber } from "./huber.ts"
import { meanAbsoluteError } from "./mean-absolute-error.ts"
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts"
import { meanSquaredError } from "./mean-squared-error.ts"
import { objectosphere } from "./objectosphere.ts"
import { poly } from "./poly.ts"
import { rootMeanSquaredError } from "./root-mean-squared-error.ts"
import { rootMeanSquaredPercentageError } from "./root-mean-squared-percentage-error.ts"
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts"

export const numberLosses = [
  huber,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  rootMeanSquaredError,
  rootMeanSquaredPercentageError,
] as const satisfies readonly Loss[]

export const binaryLosses = [
  binaryWeightedCrossEntropy,
  entropicOpenSet,
  focal,
  objectosphere,
] as const satisfies readonly Loss[]

export const categoryLosses = [
  corn,
  entropicOpenSet,
  focal,
  objectosphere,
  poly,
  softmaxCrossEntropy,
] as const satisfies readonly Loss[]
