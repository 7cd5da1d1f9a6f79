// number: a quantity.
import { numberDecoders } from "../../decoders/index.ts"
import { numberEncoders } from "../../encoders/number/index.ts"
import { numberLosses } from "../../losses/index.ts"
import type { FeatureType } from "../feature-type.ts"
import { describeNumber } from "./input.ts"
import { numberOutput } from "./output.ts"

export const number: FeatureType = {
  type: "number",
  summary: "A quantity: price, age, temperature.",
  encoders: numberEncoders,
  describeInput: describeNumber,
  output: { ...numberOutput, decoders: numberDecoders, losses: numberLosses, defaultMetric: "mean_squared_error" },
}
