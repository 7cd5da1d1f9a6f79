// How long a run is and where it stops to look: batches, steps, epochs and evaluations, from the settings and the number of rows.

export interface PlanSettings {
  readonly epochs: number
  readonly train_steps: number | null
  readonly batchSize: number
  /** Batches an update. */
  readonly accumulation: number
  readonly steps_per_checkpoint: number
  readonly checkpoints_per_epoch: number
}

export interface Plan {
  readonly rows: number
  /** Rows a batch. */
  readonly batchSize: number
  /** Batches an update. The rows that do not fill the batches of an epoch's last update are left out of that epoch. */
  readonly accumulation: number
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  readonly epochs: number
  readonly stepsPerEvaluation: number
}

export function planTraining(rows: number, settings: PlanSettings): Plan {
  const accumulation = Math.min(settings.accumulation, rows)
  const batchSize = Math.min(settings.batchSize, Math.floor(rows / accumulation))
  const perStep = batchSize * accumulation
  const hasSmallerStep = rows % perStep >= accumulation // a row for each of its batches
  const stepsPerEpoch = Math.floor(rows / perStep) + (hasSmallerStep ? 1 : 0)
  const totalSteps = settings.train_steps ?? settings.epochs * stepsPerEpoch
  const perEvaluation =
    settings.steps_per_checkpoint > 0
      ? settings.steps_per_checkpoint
      : Math.ceil(stepsPerEpoch / Math.max(1, settings.checkpoints_per_epoch))
  return {
    rows,
    batchSize,
    accumulation,
    stepsPerEpoch,
    totalSteps,
    epochs: Math.ceil(totalSteps / stepsPerEpoch),
    stepsPerEvaluation: Math.min(perEvaluation, totalSteps),
  }
}

/** Steps that one run of the graph makes, all with batches of one size. */
export interface Stretch {
  /** Counts from 1. */
  readonly epoch: number
  /** Steps of the epoch that were done before. */
  readonly epochStep: number
  readonly steps: number
  /** Rows a batch. */
  readonly batchSize: number
  /** Where in the epoch's order the first batch begins. */
  readonly firstRow: number
}

/** The next steps from `step` on, at most `limit`: never past the end of an epoch or an evaluation, the epoch's smaller last batch apart. */
export function nextStretch(plan: Plan, step: number, limit: number): Stretch {
  const { rows, batchSize, accumulation, stepsPerEpoch, stepsPerEvaluation, totalSteps } = plan
  const epochStep = step % stepsPerEpoch
  const perStep = batchSize * accumulation
  const firstRow = epochStep * perStep
  const fullSteps = Math.floor(rows / perStep)
  const place = { epoch: Math.floor(step / stepsPerEpoch) + 1, epochStep, firstRow }
  if (epochStep >= fullSteps) return { ...place, steps: 1, batchSize: Math.floor((rows - firstRow) / accumulation) }
  const untilEvaluation = stepsPerEvaluation - (step % stepsPerEvaluation)
  const steps = Math.min(limit, fullSteps - epochStep, untilEvaluation, totalSteps - step)
  return { ...place, steps: Math.max(1, steps), batchSize }
}

/** True after a step that an evaluation follows. */
export const isEvaluationStep = (plan: Plan, step: number): boolean =>
  step === plan.totalSteps || step % plan.stepsPerEvaluation === 0
