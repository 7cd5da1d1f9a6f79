// The learning rate of each step: the setting, its schedule, and the reductions when a metric stands still.
import {
  invariant,
  learningRateAt,
  updatePlateau,
  type ModelOutput,
  type ModelSpec,
  type TrainerSettings,
} from "@fidelio/core"
import type { ResolvedTrainer } from "./auto.ts"
import type { LoopSettings } from "./loop.ts"
import type { Plan } from "./plan.ts"
import type { EvaluationRecord, ValidationTarget } from "./progress.ts"

export function learningRateSettings(
  trainer: ResolvedTrainer,
  plan: Plan,
  followed: { readonly spec: Pick<ModelSpec, "outputs">; readonly target: ValidationTarget },
): Pick<LoopSettings, "learningRate" | "afterEvaluation"> {
  const scheduler = trainer.learning_rate_scheduler
  const { totalSteps, stepsPerEvaluation } = plan
  const watching = watchedMetric(trainer, followed)
  const fixed = { totalSteps, stepsPerEvaluation, baseLearningRate: trainer.learning_rate }
  return {
    learningRate: (step, { plateau }) => learningRateAt(scheduler, { ...fixed, step, reductions: plateau.reductions }),
    afterEvaluation(progress) {
      if (scheduler.reduce_on_plateau === 0) return progress
      const value = watchedValue(progress.evaluations.at(-1), watching)
      return { ...progress, plateau: updatePlateau(scheduler, progress.plateau, value, watching.direction) }
    },
  }
}

interface Watched {
  readonly field: string
  readonly metric: string
  readonly split: "training" | "validation" | "test"
  readonly direction: "minimize" | "maximize"
}

/** `loss` is the objective; any other metric is the followed output's, or else the first's that has it. */
function watchedMetric(
  { learning_rate_scheduler: scheduler }: TrainerSettings,
  { spec, target }: { readonly spec: Pick<ModelSpec, "outputs">; readonly target: ValidationTarget },
): Watched {
  const { reduce_eval_metric: metric, reduce_eval_split: split } = scheduler
  if (metric === "loss") return { field: "combined", metric, split, direction: "minimize" }
  const isFollowed = ({ feature }: ModelOutput): boolean => feature.name === target.field
  const ordered = spec.outputs.toSorted((a, b) => Number(isFollowed(b)) - Number(isFollowed(a)))
  for (const { feature, type } of ordered) {
    const known = type.metrics.find((one) => one.type === metric)
    if (known !== undefined) return { field: feature.name, metric, split, direction: known.direction }
  }
  invariant(false, `no output has the metric ${metric}`) // the config was checked
}

const watchedValue = (record: EvaluationRecord | undefined, { metric, split, field }: Watched): number | null =>
  (record?.metrics[split] ?? record?.metrics.training)?.[field]?.[metric] ?? null
