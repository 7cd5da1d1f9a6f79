// What `fidelio evaluate` does, and the second half of `fidelio experiment`: statistics and predictions on known targets.
import { FidelioError } from "@fidelio/core"
import {
  evaluatedPredictions,
  evaluateSplits,
  evaluateTable,
  metricsOf,
  runSplits,
  savePredictions,
  saveStatistics,
  type PredictionFormat,
  type TableEvaluation,
  type TrainedModel,
  type TrainResult,
} from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { readModelFlags } from "./model-flags.ts"
import { writeMetrics } from "./terminal/metrics-table.ts"
import { formatSeconds, plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"
import { writePlace } from "./terminal/training-report.ts"

/** What was evaluated, and what is to be kept of it. */
interface Evaluated extends Pick<TableEvaluation, "statistics" | "report" | "size"> {
  readonly model: TrainedModel
  /** What the table of metrics calls the rows. */
  readonly split: string
  readonly seconds: number
  readonly directory: string | undefined
  readonly format: PredictionFormat
  readonly savesStatistics: boolean
  readonly savesPredictions: boolean
}

async function keep(evaluated: Evaluated, { emit, terminal }: CommandContext): Promise<void> {
  const { model, statistics, report, directory, format, size, seconds, split } = evaluated
  const written: Record<string, string> = {}
  if (directory !== undefined && evaluated.savesStatistics) {
    written["statistics"] = await saveStatistics(directory, statistics)
  }
  if (directory !== undefined && evaluated.savesPredictions) {
    const batches = [evaluatedPredictions(model, report)]
    written["predictions"] = (await savePredictions(model, { directory, format }, batches)).path
  }
  emit?.("evaluated", { split, rows: size, metrics: metricsOf(statistics), ...written, seconds })
  writeHeading(terminal, "Evaluation", `${plural(size, "row")} · ${formatSeconds(seconds)}`)
  writeMetrics(terminal, { [split]: metricsOf(statistics) })
  terminal.gap()
  for (const [what, path] of Object.entries(written)) writePlace(terminal, what, path)
}

type EvaluateValues = Parameters<typeof readModelFlags>[0] & {
  readonly output_directory: string
  readonly output_format: PredictionFormat
  readonly skip_save_eval_stats: boolean
  readonly skip_save_predictions: boolean
  readonly skip_collect_predictions: boolean
  readonly skip_collect_overall_stats: boolean
}

export async function evaluateFlags(values: EvaluateValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const { model, dataset, options } = await readModelFlags(values, context)
  const overallStatistics = !values.skip_collect_overall_stats
  const { statistics, report, size, dropped } = await evaluateTable(model, dataset, { ...options, overallStatistics })
  for (const [reason, rows] of dropped) {
    context.emit?.("notice", { message: `${plural(rows, "row")} left out: ${reason}` })
    context.terminal.line(context.terminal.paint("warning", `${plural(rows, "row")} left out: ${reason}`))
  }
  if (size === 0) {
    throw new FidelioError("data/empty", `No row of ${dataset} has a target that can be evaluated.`, { at: dataset })
  }
  await keep(
    {
      model,
      statistics,
      report,
      size,
      split: values.split === "full" ? "all rows" : values.split,
      seconds: (performance.now() - began) / 1000,
      directory: values.output_directory,
      format: values.output_format,
      savesStatistics: !values.skip_save_eval_stats,
      savesPredictions: overallStatistics && !values.skip_save_predictions && !values.skip_collect_predictions,
    },
    context,
  )
}

interface ExperimentValues {
  readonly eval_split: "training" | "validation" | "test" | "full"
  readonly output_format: PredictionFormat
  readonly skip_save_eval_stats: boolean
  readonly skip_save_predictions: boolean
}

/** Evaluates the model of a run on one of the run's splits. */
export async function evaluateRun(run: TrainResult, values: ExperimentValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const { model, outputDirectory } = run
  const evaluated = await evaluateSplits(run, values.eval_split === "full" ? runSplits : [values.eval_split])
  if (evaluated === undefined) {
    context.terminal.line(
      context.terminal.paint("warning", `  note: the ${values.eval_split} split is empty: nothing to evaluate`),
    )
    context.emit?.("notice", { message: `the ${values.eval_split} split is empty: nothing to evaluate` })
    return
  }
  await keep(
    {
      model,
      ...evaluated,
      split: values.eval_split,
      seconds: (performance.now() - began) / 1000,
      directory: outputDirectory,
      format: values.output_format,
      savesStatistics: !values.skip_save_eval_stats,
      savesPredictions: !values.skip_save_predictions,
    },
    context,
  )
}
