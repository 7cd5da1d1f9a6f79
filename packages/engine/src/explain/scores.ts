// What the scores of a model stand for: one an output, or one a class.
import type { ModelOutput } from "@fidelio/core"
import { textsOf } from "./own-units.ts"

export interface Score {
  readonly output: string
  /** Of several scores: the class; of ordered classes, the one that is exceeded. */
  readonly class: string | null
  /** The score in words. */
  readonly meaning: string
}

const logarithmic: ReadonlySet<string> = new Set(["poisson", "tweedie"])

/** `objective`: of trees the objective, of a linear model its family. */
export function scoresOf({ feature, type }: ModelOutput, objective: string, count: number): readonly Score[] {
  const texts = textsOf(feature)
  const { name: output } = feature
  switch (type.predicts) {
    case "number":
      return [{ output, class: null, meaning: numberMeaning(output, objective, feature.steps) }]
    case "truth":
      return [{ output, class: null, meaning: `log odds of ${output} = ${texts[1]}` }]
    case "class":
      return Array.from({ length: count }, (_, k) => {
        const text = texts[k] ?? String(k)
        if (objective === "ordinal")
          return { output, class: text, meaning: `log odds of a class after ${text}, of rows that are not before it` }
        return { output, class: text, meaning: `logit of ${output} = ${text}` }
      })
  }
}

function numberMeaning(output: string, objective: string, steps: ModelOutput["feature"]["steps"]): string {
  const isNormalized = steps.some(({ type }) => type === "affine" || type === "log1p" || type === "interpolate")
  const unit = isNormalized ? `${output}, normalized` : output
  return logarithmic.has(objective) ? `logarithm of ${unit}` : unit
}
