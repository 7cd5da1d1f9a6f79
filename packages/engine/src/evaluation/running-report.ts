// Metrics of training batches as they pass, from the logits that the steps computed anyway.
import { deserialize, serialize } from "node:v8"
import { buildReportProgram, encodeModel, sizeOf, type EncodedSplit, type ModelSpec, type Tensor } from "@fidelio/core"
import { createSession, type Binding } from "../runtime/session.ts"
import { pick, type EvaluatorOptions } from "./evaluator.ts"
import { createSplitReport, type SplitReport } from "./split-report.ts"

/** Examples are reported in parts of this size however many a run of steps brings, so that sums are always rounded alike. */
const partSize = 4096

export interface RunningReport extends AsyncDisposable {
  add(rows: Int32Array, logits: Readonly<Record<string, Tensor>>): Promise<void>
  /** What was gathered since the last call. */
  take(): Promise<SplitReport>
  /** All that was gathered since the last `take`, for `restore`; undefined where that is nothing. */
  save(): Uint8Array | undefined
  restore(saved: Uint8Array): void
}

/** The shape of an example's logits, by output: [size] or [members, size]. */
type LogitShapes = readonly (readonly [input: string, shape: readonly number[]])[]

/** Examples that wait until there are enough for a part. */
interface Part {
  size: number
  readonly rows: Int32Array
  readonly logits: readonly Float32Array[]
}

export async function createRunningReport(
  options: Pick<EvaluatorOptions, "layout" | "session"> & { readonly spec: Pick<ModelSpec, "outputs"> },
  split: EncodedSplit,
  members: number,
): Promise<RunningReport> {
  const { outputs } = options.spec
  const program = buildReportProgram(options.spec, options.layout, members)
  const session = await createSession(encodeModel(program.graph), { device: "cpu", threads: 1 })
  const binding = session.bind({ feeds: pick(split.tables, program.tables) })
  const shapes = outputs.map(({ type, feature }) => {
    const size = type.logitsSize(feature)
    return [`logits.${feature.name}`, members === 0 ? [size] : [members, size]] as const
  })
  let part = emptyPart(shapes)
  let gathered = createSplitReport(outputs)
  const flush = async (): Promise<void> => {
    if (part.size > 0) gathered.add(await reportPart(binding, shapes, part), part.size)
    part.size = 0
  }
  return {
    async add(rows, logits) {
      for (let start = 0; start < rows.length;) {
        start += fill(part, shapes, { rows, logits, start })
        if (part.size === partSize) await flush()
      }
    },
    async take() {
      await flush()
      const taken = gathered
      gathered = createSplitReport(outputs)
      return taken
    },
    save: () => (part.size === 0 && gathered.size === 0 ? undefined : serialize({ part, gathered: gathered.state })),
    restore(saved) {
      const { part: savedPart, gathered: state } = deserialize(saved) as { part: Part; gathered: SplitReport["state"] } // by `save`
      part = savedPart
      gathered = createSplitReport(outputs, { state })
    },
    [Symbol.asyncDispose]: () => session.release(),
  }
}

const emptyPart = (shapes: LogitShapes): Part => ({
  size: 0,
  rows: new Int32Array(partSize),
  logits: shapes.map(([, shape]) => new Float32Array(partSize * sizeOf(shape))),
})

interface Arriving {
  readonly rows: Int32Array
  /** By input: [steps, …accumulation, batch, …rest], which hold as many examples as `rows`. */
  readonly logits: Readonly<Record<string, Tensor>>
  readonly start: number
}

/** Copies as many examples as there is room for; returns how many. */
function fill(part: Part, shapes: LogitShapes, { rows, logits, start }: Arriving): number {
  const count = Math.min(partSize - part.size, rows.length - start)
  part.rows.set(rows.subarray(start, start + count), part.size)
  for (const [i, [name, shape]] of shapes.entries()) {
    const width = sizeOf(shape)
    const data = logits[name]!.data as Float32Array // an output of the training graph
    part.logits[i]!.set(data.subarray(start * width, (start + count) * width), part.size * width)
  }
  part.size += count
  return count
}

function reportPart(binding: Binding, shapes: LogitShapes, { size, rows, logits }: Part): ReturnType<Binding["run"]> {
  const given = shapes.map(([name, shape], i): [string, Tensor] => {
    const data = logits[i]!.subarray(0, size * sizeOf(shape))
    return [name, { dtype: "float32", shape: [size, ...shape], data }]
  })
  return binding.run({
    rows: { dtype: "int32", shape: [size], data: rows.subarray(0, size) },
    ...Object.fromEntries(given),
  })
}
