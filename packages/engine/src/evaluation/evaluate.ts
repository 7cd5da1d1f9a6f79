// Evaluation of a trained model on labelled data, in memory or streamed from a table.
import type { EncodedSplit } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import { createEvaluator } from "./evaluator.ts"
import { createSplitReport, type SplitReport } from "./split-report.ts"
import { testStatistics, type TestStatistics } from "./test-statistics.ts"

const evaluationRows = 4096

export interface EvaluationOptions {
  /** Rows a batch. */
  readonly batchSize?: number | undefined
  /** Confusion matrices and curves too; every prediction is then kept in memory. */
  readonly overallStatistics?: boolean | undefined
  /** Told of each part's examples once they are done. */
  readonly onPart?: ((examples: number) => void) | undefined
}

/** Evaluates examples that come in parts. */
export async function evaluateExamples(
  model: TrainedModel,
  parts: AsyncIterable<EncodedSplit> | Iterable<EncodedSplit>,
  options: EvaluationOptions = {},
): Promise<{ readonly statistics: TestStatistics; readonly report: SplitReport }> {
  const overall = options.overallStatistics ?? true
  const report = createSplitReport(model.spec.outputs, { keep: overall })
  await using evaluator = await createEvaluator({
    spec: model.spec,
    layout: model.layout,
    batchSize: options.batchSize ?? evaluationRows,
    session: sessionSettings(model.config.backend),
  })
  for await (const part of parts) {
    await evaluator.addTo(report, part, model.weights)
    options.onPart?.(part.size)
  }
  return { statistics: testStatistics(model.spec, report, overall), report }
}
