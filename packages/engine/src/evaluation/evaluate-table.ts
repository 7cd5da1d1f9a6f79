// Evaluation of a model on the rows of any source whose targets are known.
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream, type EncodedBatch } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { labelledOptions, type TableOptions } from "../prediction/predict-table.ts"
import type { PredictionBatch } from "../prediction/predict.ts"
import { evaluateExamples } from "./evaluate.ts"
import type { SplitReport } from "./split-report.ts"
import type { TestStatistics } from "./test-statistics.ts"

export interface EvaluateTableOptions extends TableOptions {
  /** Confusion matrices and curves, and the predictions themselves. */
  readonly overallStatistics?: boolean | undefined
}

export interface TableEvaluation {
  readonly statistics: TestStatistics
  readonly report: SplitReport
  /** Rows that were evaluated. */
  readonly size: number
  /** Rows left out, by reason. */
  readonly dropped: ReadonlyMap<string, number>
}

export async function evaluateTable(
  model: TrainedModel,
  dataset: TableSource,
  options: EvaluateTableOptions = {},
): Promise<TableEvaluation> {
  await using engine = await DataEngine.open()
  const encoding = labelledOptions(model, options)
  const seen = { size: 0, dropped: new Map<string, number>() }
  const examples = counted(encodeStream(engine, dataset, model.features, encoding), seen)
  const { statistics, report } = await evaluateExamples(model, examples, {
    overallStatistics: options.overallStatistics,
  })
  return { statistics, report, ...seen }
}

interface Seen {
  size: number
  readonly dropped: Map<string, number>
}

async function* counted(batches: AsyncIterable<EncodedBatch>, seen: Seen): AsyncGenerator<EncodedBatch> {
  for await (const batch of batches) {
    seen.size += batch.size
    for (const { reason, rows } of batch.dropped) seen.dropped.set(reason, (seen.dropped.get(reason) ?? 0) + rows)
    if (batch.size > 0) yield batch
  }
}

/** The predictions that an evaluation kept, as columns. */
export const evaluatedPredictions = (model: TrainedModel, report: SplitReport): PredictionBatch =>
  Object.fromEntries(
    model.spec.outputs.flatMap(({ feature, type }) => {
      const { predicted } = report.collected(feature.name)
      return type.columns(feature).map((column) => [column.name, column.values(predicted)] as const)
    }),
  )
