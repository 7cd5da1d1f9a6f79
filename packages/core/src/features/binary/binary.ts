// binary: one of two values.
import { binaryDecoders } from "../../decoders/index.ts"
import { binaryEncoders } from "../../encoders/binary/index.ts"
import { binaryLosses } from "../../losses/index.ts"
import type { FeatureType } from "../feature-type.ts"
import { describeBinary } from "./input.ts"
import { binaryOutput } from "./output.ts"

export const binary: FeatureType = {
  type: "binary",
  summary: "One of two values: yes or no, true or false.",
  encoders: binaryEncoders,
  describeInput: describeBinary,
  output: { ...binaryOutput, decoders: binaryDecoders, losses: binaryLosses, defaultMetric: "roc_auc" },
}
