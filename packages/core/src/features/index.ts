// Every feature type. Adding one: a folder, and a line here.
import { binary } from "./binary/binary.ts"
import { category } from "./category/category.ts"
import type { FeatureType } from "./feature-type.ts"
import { number } from "./number/number.ts"

export const featureTypes: readonly FeatureType[] = [binary, category, number]
