// Every decoder, by the type of output it serves.
import type { Decoder } from "../define.ts"
import { classifier } from "./classifier.ts"
import { mlpClassifier } from "./mlp-classifier.ts"
import { regressor } from "./regressor.ts"

export const numberDecoders = [regressor] as const satisfies readonly Decoder[]
export const binaryDecoders = [mlpClassifier, regressor] as const satisfies readonly Decoder[]
export const categoryDecoders = [classifier, mlpClassifier] as const satisfies readonly Decoder[]
