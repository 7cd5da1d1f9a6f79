// From a config and a table to a trained, saved model.
import {
  buildTrainingProgram,
  choose,
  ecdSpec,
  fitEncoders,
  networkVariables,
  optimizers,
  type Config,
  type DatasetLayout,
  type EcdSpec,
  type EncodedSplit,
  type TrainingProgram,
} from "@fidelio/core"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
import type { DatasetSources } from "../data/sources.ts"
import type { PreparedDataset } from "../data/prepare.ts"
import { createEvaluator, createRunningReport } from "../evaluation/evaluator.ts"
import type { SessionSettings } from "../runtime/session.ts"
import { resolveBatches } from "./auto.ts"
import { createBatchOrder } from "./batch-order.ts"
import type { TrainEnd, TrainingCallbacks } from "./callbacks.ts"
import { learningRates } from "./learning-rate.ts"
import { runLoop, type CheckpointSink, type LoopParts, type LoopResult } from "./loop.ts"
import { planTraining, type Plan } from "./plan.ts"
import { noProgress, type TrainingProgress } from "./progress.ts"
import { createStepRunner, initialVariables } from "./step-runner.ts"
import { validationTarget } from "./validation-target.ts"
