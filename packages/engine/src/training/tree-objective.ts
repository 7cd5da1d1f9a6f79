// What the trees of an output minimise, and what their scores are to its loss.
import { FidelioError, invariant, isRanking, treeObjective, type ModelOutput, type TreeObjective } from "@fidelio/core"
import type { ResolvedGbmConfig } from "./gbm-auto.ts"

type Trainer = ResolvedGbmConfig["trainer"]

export interface ChosenObjective {
  readonly objective: TreeObjective
  readonly trainer: Trainer
  /** Whether it is another one than the loss of the output; that of ranks follows from it. */
  readonly isOwn: boolean
}

/** The objective that is a loss of numbers. */
const byLoss: Readonly<Record<string, string>> = {
  mean_squared_error: "squared_error",
  root_mean_squared_error: "squared_error",
  mean_absolute_error: "absolute_error",
  huber: "huber",
}

export function chooseObjective({ type, loss, feature }: ModelOutput, trainer: Trainer): ChosenObjective {
  const name = loss.component.type
  const chosen = (objective: string, settings: Partial<Trainer> = {}): ChosenObjective => ({
    objective: treeObjective(objective),
    trainer: { ...trainer, ...settings },
    isOwn: false,
  })
  switch (type.predicts) {
    case "truth":
      return chosen("binary")
    case "class":
      return chosen(name === "corn" ? "ordinal" : "multiclass")
    case "number": {
      const own = byLoss[name]
      if (isRanking(trainer.objective)) return chosen("lambdarank")
      if (trainer.objective !== null) return { ...chosen(trainer.objective), isOwn: trainer.objective !== own }
      if (own === "huber") return chosen(own, { alpha: loss.settings["delta"] as number }) // a setting of that loss
      if (own !== undefined) return chosen(own)
      throw new FidelioError("config/rule", `Trees cannot minimise ${name}.`, {
        at: `output_features.${feature.name}.loss`,
        hint: `Use one of ${Object.keys(byLoss).join(", ")}.`,
      })
    }
  }
}

/** Objectives whose scores are logarithms of numbers. */
const logarithmic: ReadonlySet<string> = new Set(["poisson", "tweedie"])

/** Scores of rows, row-major, as logits that the output's loss takes. */
export function logitsOfScores(output: ModelOutput, { type }: TreeObjective, scores: Float64Array): Float32Array {
  if (logarithmic.has(type)) return new Float32Array(scores.map(Math.exp))
  if (type !== "ordinal") return new Float32Array(scores)
  const classes = output.type.logitsSize(output.feature)
  invariant(output.loss.component.type === "corn", "scores of ordered classes are for the loss of ordered classes")
  const rows = scores.length / (classes - 1)
  const logits = new Float32Array(rows * classes) // the last class has no task: 0
  for (let row = 0; row < rows; row++)
    logits.set(scores.subarray(row * (classes - 1), (row + 1) * (classes - 1)), row * classes)
  return logits
}
