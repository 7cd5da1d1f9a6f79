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
      return [{ output, class: null, meaning: `${truthScore(objective)} of ${output} = ${texts[1]}` }]
    case "class":
      return Array.from({ length: count }, (_, k) => {
        const text = texts[k] ?? String(k)
        if (objective === "ordinal")
          return { output, class: text, meaning: `log odds of a class after ${text}, of rows that are not before it` }
        const what = objective === "probability" ? objective : "logit"
        return { output, class: text, meaning: `${what} of ${output} = ${text}` }
      })
  }
}

const truthScore = (objective: string): string => (objective === "probability" ? objective : "log odds")

function numberMeaning(output: string, objective: string, steps: Steps): string {
  if (logarithmic.has(objective)) return `logarithm of ${output}`
  return isStretched(steps) ? `${output}, normalized` : output
}

type Steps = ModelOutput["feature"]["steps"]

/** Whether equal steps of the score are not equal steps of the number. */
const isStretched = (steps: Steps): boolean => steps.some(({ type }) => type === "log1p" || type === "interpolate")

/** A score in the units of the data is `scale` times the score, and `start`. */
export interface ScoreUnits {
  readonly scale: number
  readonly start: number
}

export function unitsOf({ feature: { steps }, type }: ModelOutput, objective: string): ScoreUnits {
  const affine = steps.find((step) => step.type === "affine")
  const isPlain = type.predicts !== "number" || logarithmic.has(objective) || isStretched(steps)
  return affine === undefined || isPlain ? { scale: 1, start: 0 } : { scale: affine.divide, start: affine.subtract }
}
