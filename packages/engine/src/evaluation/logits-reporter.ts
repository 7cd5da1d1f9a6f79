// Reports of splits from logits that were computed elsewhere, such as the scores that boosting keeps.
import { buildReportProgram, encodeModel, type DatasetLayout, type EncodedSplit, type ModelOutput } from "@fidelio/core"
import { createSession } from "../runtime/session.ts"
import { pick, rowRange } from "./evaluator.ts"
import { createSplitReport, type SplitReport } from "./split-report.ts"

const partSize = 65_536

/** By output, row-major: [examples, size]. */
export type SplitLogits = ReadonlyMap<string, Float32Array>

export interface LogitsReporter extends AsyncDisposable {
  report(split: EncodedSplit, logits: SplitLogits): Promise<SplitReport>
}

export async function createLogitsReporter(
  outputs: readonly ModelOutput[],
  layout: DatasetLayout,
): Promise<LogitsReporter> {
  const program = buildReportProgram({ outputs }, layout, 0)
  const session = await createSession(encodeModel(program.graph), { device: "cpu", threads: 1 })
  return {
    async report(split, logits) {
      const gathered = createSplitReport(outputs)
      const binding = session.bind({ feeds: pick(split.tables, program.tables) })
      for (let start = 0; start < split.size; start += partSize) {
        const end = Math.min(split.size, start + partSize)
        const given = outputs.map(({ feature, type }) => {
          const size = type.logitsSize(feature)
          const data = logits.get(feature.name)!.subarray(start * size, end * size) // one an output
          return [`logits.${feature.name}`, { dtype: "float32", shape: [end - start, size], data }] as const
        })
        gathered.add(await binding.run({ rows: rowRange(start, end), ...Object.fromEntries(given) }), end - start)
      }
      return gathered
    },
    [Symbol.asyncDispose]: () => session.release(),
  }
}
