// The commands, in the order in which the help lists them. Each file imports its work only when it runs.
import type { Command } from "../command.ts"
import { evaluate } from "./evaluate.ts"
import { experiment } from "./experiment.ts"
import { explain } from "./explain.ts"
import { exportModel } from "./export-model.ts"
import { exportSchema } from "./export-schema.ts"
import { hub } from "./hub.ts"
import { hubAlias } from "./hub-alias.ts"
import { hubCompare } from "./hub-compare.ts"
import { hubDataset } from "./hub-dataset.ts"
import { hubDiff } from "./hub-diff.ts"
import { hubFork } from "./hub-fork.ts"
import { hubLineage } from "./hub-lineage.ts"
import { hubLogin } from "./hub-login.ts"
import { hubPull } from "./hub-pull.ts"
import { hubPush } from "./hub-push.ts"
import { hubRepo } from "./hub-repo.ts"
import { hubTrain } from "./hub-train.ts"
import { hubVersions } from "./hub-versions.ts"
import { hubWorker } from "./hub-worker.ts"
import { importModel } from "./import-model.ts"
import { initConfig } from "./init-config.ts"
import { predict } from "./predict.ts"
import { renderConfig } from "./render-config.ts"
import { serve } from "./serve.ts"
import { train } from "./train.ts"

export const commands: readonly Command[] = [
  train,
  experiment,
  predict,
  evaluate,
  explain,
  serve,
  exportModel,
  importModel,
  initConfig,
  renderConfig,
  exportSchema,
  hub,
  hubLogin,
  hubRepo,
  hubDataset,
  hubTrain,
  hubVersions,
  hubDiff,
  hubCompare,
  hubLineage,
  hubFork,
  hubAlias,
  hubPull,
  hubPush,
  hubWorker,
] as readonly unknown[] as readonly Command[] // each is typed by its own flags
