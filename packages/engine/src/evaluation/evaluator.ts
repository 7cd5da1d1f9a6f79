// Evaluation of splits with whatever the variables hold now: the forward graph makes logits, the report graph what is said of them.
import {
  buildForwardProgram,
  buildReportProgram,
  encodeModel,
  type DatasetLayout,
  type EncodedSplit,
  type ForwardProgram,
  type ModelSpec,
  type Tensor,
} from "@fidelio/core"
import { createSession, type SessionSettings } from "../runtime/session.ts"
import { createSplitReport, type SplitReport } from "./split-report.ts"

export interface EvaluatorOptions {
  readonly spec: ModelSpec
  readonly layout: DatasetLayout
  /** Rows a batch. */
  readonly batchSize: number
  readonly session: SessionSettings
}

export type Variables = ReadonlyMap<string, Tensor>

export interface Evaluator extends AsyncDisposable {
  evaluate(split: EncodedSplit, variables: Variables): Promise<SplitReport>
  /** Adds examples to a report, for splits that come in parts. */
  addTo(report: SplitReport, part: EncodedSplit, variables: Variables): Promise<void>
}

export async function createEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const forward = buildForwardProgram(options.spec, options.layout)
  const report = buildReportProgram(options.spec, options.layout, 0)
  const forwardSession = await createSession(encodeModel(forward.graph), options.session)
  const reportSession = await createSession(encodeModel(report.graph), {
    device: "cpu",
    threads: options.session.threads,
  })
  const { parameters, states } = options.spec.variables
  const names = [...parameters, ...states].map(({ name }) => name)
  const addTo = async (gathered: SplitReport, part: EncodedSplit, variables: Variables): Promise<void> => {
    const weights = Object.fromEntries(names.map((name) => [name, variables.get(name)!])) // one a name
    const binding = forwardSession.bind({ feeds: { ...pick(part.tables, forward.tables), ...weights } })
    const reporting = reportSession.bind({ feeds: pick(part.tables, report.tables) })
    for (let start = 0; start < part.size; start += options.batchSize) {
      const rows = rowRange(start, Math.min(part.size, start + options.batchSize))
      const logits = await binding.run({ rows })
      gathered.add(await reporting.run({ rows, ...logits }), rows.data.length)
    }
  }
  return {
    async evaluate(split, variables) {
      const gathered = createSplitReport(options.spec.outputs)
      await addTo(gathered, split, variables)
      return gathered
    },
    addTo,
    async [Symbol.asyncDispose]() {
      await forwardSession.release()
      await reportSession.release()
    },
  }
}

/** The tables that a graph takes as inputs. */
export function pick(tables: EncodedSplit["tables"], names: ForwardProgram["tables"]): Record<string, Tensor> {
  return Object.fromEntries(names.map((name) => [name, tables[name]!])) // the layout has them
}

export function rowRange(start: number, end: number): Tensor<"int32"> {
  return { dtype: "int32", shape: [end - start], data: Int32Array.from({ length: end - start }, (_, i) => start + i) }
}
