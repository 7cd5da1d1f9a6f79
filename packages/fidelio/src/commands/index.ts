// The commands, in the order in which the help lists them. Each file imports its work only when it runs.
import type { Command } from "../command.ts"
import { evaluate } from "./evaluate.ts"
import { experiment } from "./experiment.ts"
import { explain } from "./explain.ts"
import { exportModel } from "./export-model.ts"
import { exportSchema } from "./export-schema.ts"
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
  initConfig,
  renderConfig,
  exportSchema,
] as readonly unknown[] as readonly Command[] // each is typed by its own flags
