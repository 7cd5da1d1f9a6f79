// The learning rate of each step: the setting, its schedule, and the reductions when the metric stands still.
import { learningRateAt, plateauReduced, type TrainerSettings } from "@fidelio/core"
import { autoLearningRate } from "./auto.ts"
import type { LoopSettings } from "./loop.ts"
import type { Plan } from "./plan.ts"
import type { TrainingProgress } from "./progress.ts"
