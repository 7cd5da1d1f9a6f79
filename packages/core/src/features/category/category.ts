// category: one of a set of names.
import { categoryDecoders } from "../../decoders/index.ts"
import { categoryEncoders } from "../../encoders/category/index.ts"
import { categoryLosses } from "../../losses/index.ts"
import type { FeatureType } from "../feature-type.ts"
import { describeCategory } from "./input.ts"
import { categoryOutput } from "./output.ts"

export const category: FeatureType = {
  type: "category",
  summary: "One of a set of names: a country, a species, a product code.",
  encoders: categoryEncoders,
  describeInput: describeCategory,
  output: { ...categoryOutput, decoders: categoryDecoders, losses: categoryLosses, defaultMetric: "accuracy" },
}
