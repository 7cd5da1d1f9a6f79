// Every feature type. Adding one: a folder, and a line here.
import { invariant } from "../errors.ts"
import { binary } from "./binary/binary.ts"
import { category } from "./category/category.ts"
import type { FittedFeature } from "./dataset.ts"
import type { FeatureType } from "./feature-type.ts"
import { number } from "./number/number.ts"

export const featureTypes: readonly FeatureType[] = [binary, category, number]

export function featureType(feature: Pick<FittedFeature, "type">): FeatureType {
  const found = featureTypes.find(({ type }) => type === feature.type)
  invariant(found !== undefined, `no feature type "${feature.type}"`)
  return found
}
