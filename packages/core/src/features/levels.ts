// How many ids an encoded column can hold.
import type { FittedFeature } from "./dataset.ts"

/** Of a feature whose texts are looked up; undefined where the encoded column holds numbers. */
export function levelsOf({ dtype, steps }: Pick<FittedFeature, "dtype" | "steps">): number | undefined {
  const lookup = steps.findLast(({ type }) => type === "lookup")
  return dtype === "int32" && lookup?.type === "lookup" ? lookup.vocabulary.length : undefined
}
