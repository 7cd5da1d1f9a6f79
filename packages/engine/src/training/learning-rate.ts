// The learning rate of each step: the setting, its schedule, and the reductions when a metric stands still.
import { learningRateAt, updatePlateau, type TrainerSettings } from "@fidelio/core"
import { autoLearningRate } from "./auto.ts"
import type { LoopSettings } from "./loop.ts"
import type { Plan } from "./plan.ts"
import type { EvaluationRecord, ValidationTarget } from "./progress.ts"

/** The learning rate before any schedule. */
export const baseLearningRate = ({ learning_rate: rate }: TrainerSettings): number =>
  rate === "auto" ? autoLearningRate : rate

export function learningRateSettings(
  trainer: TrainerSettings,
  plan: Plan,
  target: ValidationTarget,
): Pick<LoopSettings, "learningRate" | "afterEvaluation"> {
  const scheduler = trainer.learning_rate_scheduler
  const { totalSteps, stepsPerEvaluation } = plan
  const fixed = { totalSteps, stepsPerEvaluation, baseLearningRate: baseLearningRate(trainer) }
  return {
    learningRate: (step, { plateau }) => learningRateAt(scheduler, { ...fixed, step, reductions: plateau.reductions }),
    afterEvaluation(progress) {
      if (scheduler.reduce_on_plateau === 0) return progress
      const metric = scheduler.reduce_eval_metric
      const value = watched(progress.evaluations.at(-1), {
        metric,
        split: scheduler.reduce_eval_split,
        field: target.field,
      })
      const direction = metric === target.metric ? target.direction : "minimize"
      return { ...progress, plateau: updatePlateau(scheduler, progress.plateau, value, direction) }
    },
  }
}

interface Watched {
  readonly metric: string
  readonly split: "training" | "validation" | "test"
  readonly field: string
}

/** `loss` is the objective; any other metric is the followed output's. */
function watched(record: EvaluationRecord | undefined, { metric, split, field }: Watched): number | null {
  const metrics = record?.metrics[split] ?? record?.metrics.training
  return metrics?.[metric === "loss" ? "combined" : field]?.[metric] ?? null
}
