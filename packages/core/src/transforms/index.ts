// Every type of step, and what is done with lists of them. Adding one: a file, a member of `Step`, and a line in `transforms`.
import type { Value } from "../graph/graph.ts"
import { affine, type AffineStep } from "./affine.ts"
import { dropMissing, type DropMissingStep } from "./drop-missing.ts"
import { fillMissing, type FillMissingStep } from "./fill-missing.ts"
import { fillNeighbour, type FillNeighbourStep } from "./fill-neighbour.ts"
import { interpolate, type InterpolateStep } from "./interpolate.ts"
import { isMissing, type IsMissingStep } from "./is-missing.ts"
import { log1p, type Log1pStep } from "./log1p.ts"
import { lookup, type LookupStep } from "./lookup.ts"
import { lowercase, type LowercaseStep } from "./lowercase.ts"
import { markMissing, type MarkMissingStep } from "./mark-missing.ts"
import { nullOutliers, type NullOutliersStep } from "./null-outliers.ts"
import { parseNumber, type ParseNumberStep } from "./parse-number.ts"
import { parseText, type ParseTextStep } from "./parse-text.ts"
import { softClip, type SoftClipStep } from "./soft-clip.ts"
import type { SqlColumn, SqlContext, Transform } from "./transform.ts"

export type { LookupStep } from "./lookup.ts"
export { missingMark } from "./mark-missing.ts"
export { isQuickEnough } from "./parse-number.ts"
export type { ColumnKind, SqlColumn, SqlContext, Transform } from "./transform.ts"

/** One step from a raw column to an encoded one; plain JSON. */
export type Step =
  | AffineStep
  | DropMissingStep
  | FillMissingStep
  | FillNeighbourStep
  | InterpolateStep
  | IsMissingStep
  | Log1pStep
  | LookupStep
  | LowercaseStep
  | MarkMissingStep
  | NullOutliersStep
  | ParseNumberStep
  | ParseTextStep
  | SoftClipStep

type StepOf<T extends Step["type"]> = Extract<Step, { type: T }>

export const transforms: { readonly [T in Step["type"]]: Transform<StepOf<T>> } = {
  affine,
  drop_missing: dropMissing,
  fill_missing: fillMissing,
  fill_neighbour: fillNeighbour,
  interpolate,
  is_missing: isMissing,
  log1p,
  lookup,
  lowercase,
  mark_missing: markMissing,
  null_outliers: nullOutliers,
  parse_number: parseNumber,
  parse_text: parseText,
  soft_clip: softClip,
}

const transformOf = (step: Step): Transform<Step> => transforms[step.type] as unknown as Transform<Step> // by its type

/** The column after these steps, as SQL. */
export function applySql(steps: readonly Step[], column: SqlColumn, context: SqlContext): SqlColumn {
  return steps.reduce((at, step) => transformOf(step).toSql(step, at, context), column)
}

/** The value after these steps, as graph operators. */
export function applyGraph(steps: readonly Step[], value: Value): Value {
  return steps.reduce((at, step) => transformOf(step).toGraph(step, at), value)
}

/** The steps that lead from an encoded value back to the column's own units. */
export function inverseSteps(steps: readonly Step[]): readonly Step[] {
  return steps.toReversed().flatMap((step) => transformOf(step).inverse?.(step) ?? [])
}

/** An encoded value in the column's own units again, as graph operators. */
export const invertGraph = (steps: readonly Step[], value: Value): Value => applyGraph(inverseSteps(steps), value)

/** How these steps read a raw column: two lists that agree here can be given the same input. */
export const rawReading = (
  steps: readonly Step[],
): { readonly dtype: "float32" | "string"; readonly isLowercase: boolean } => ({
  dtype: rawDtype(steps),
  isLowercase: steps.some(({ type }) => type === "lowercase"),
})

/** What a graph is given of a column that these steps read: numbers, or text. */
export const rawDtype = (steps: readonly Step[]): "float32" | "string" =>
  steps.some(({ type }) => type === "parse_text") ? "string" : "float32"
