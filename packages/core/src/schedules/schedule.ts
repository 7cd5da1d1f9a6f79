// What a schedule is: the learning rate as a function of the step.

/** The settings of every schedule, as the trainer's config has them. */
export interface ScheduleSettings {
  readonly decay: string | null
  readonly decay_rate: number
  readonly decay_steps: number
  readonly staircase: boolean
  readonly reduce_on_plateau: number
  readonly reduce_on_plateau_patience: number
  readonly reduce_on_plateau_rate: number
  readonly warmup_evaluations: number
  readonly warmup_fraction: number
  readonly t_0: number | null
  readonly t_mult: number
  readonly eta_min: number
  readonly max_lr: number | null
  readonly pct_start: number
  readonly div_factor: number
  readonly final_div_factor: number
  readonly inverse_sqrt_warmup_steps: number
  readonly polynomial_power: number
  readonly polynomial_end_lr: number
  readonly wsd_warmup_fraction: number
  readonly wsd_stable_fraction: number
  readonly wsd_decay_fraction: number
}

/** Where training stands. */
export interface Progress {
  /** Steps taken so far: 0 for the first. */
  readonly step: number
  readonly totalSteps: number
  readonly stepsPerEvaluation: number
  /** The learning rate that the config gives. */
  readonly baseLearningRate: number
}

export interface Schedule {
  readonly type: string
  readonly summary: string
  /** True where it rises by itself, so that the warm-up settings do not apply. */
  readonly hasOwnWarmUp: boolean
  /** With `step` and `totalSteps` counted from the end of the warm-up. */
  learningRate(settings: ScheduleSettings, progress: Progress): number
}

/** How much of all steps is done, from 0 to 1. */
export const shareDone = ({ step, totalSteps }: Progress): number => Math.min(step / Math.max(totalSteps, 1), 1)
