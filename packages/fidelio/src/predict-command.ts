// What `fidelio predict` does: predictions streamed into a file, the first of them shown.
import { type PredictionBatch, type PredictionFormat, predictTable, savePredictions } from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { type ModelAndTable, readModelFlags } from "./model-flags.ts"
import { formatCount, formatSeconds, plural } from "./terminal/numbers.ts"
import { writePreview } from "./terminal/preview.ts"
import { writeHeading } from "./terminal/terminal.ts"
import { writePlace } from "./terminal/training-report.ts"

type PredictValues = Parameters<typeof readModelFlags>[0] & {
  readonly output_directory: string
  readonly output_format: PredictionFormat
  readonly skip_save_predictions: boolean
}

const outputNames = ({ model }: ModelAndTable): readonly string[] =>
  model.spec.outputs.map(({ feature }) => feature.name)

/** What was seen of the batches while they went by. */
interface Watched {
  rows: number
  first: PredictionBatch | undefined
}

async function* watch(work: ModelAndTable, watched: Watched, context: CommandContext): AsyncGenerator<PredictionBatch> {
  for await (const batch of predictTable(work.model, work.dataset, work.options)) {
    watched.first ??= batch
    watched.rows += Object.values(batch)[0]?.length ?? 0
    context.terminal.live(context.terminal.paint("faint", `  ${formatCount(watched.rows)} rows`))
    context.emit?.("rows_done", { rows: watched.rows })
    yield batch
  }
  context.terminal.clear()
}

async function drain(batches: AsyncIterator<unknown>): Promise<void> {
  while ((await batches.next()).done !== true);
}

export async function predictFlags(values: PredictValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const work = await readModelFlags(values, context)
  const watched: Watched = { rows: 0, first: undefined }
  const batches = watch(work, watched, context)
  const place = { directory: values.output_directory, format: values.output_format }
  let path: string | undefined
  if (values.skip_save_predictions) await drain(batches)
  else ({ path } = await savePredictions(work.model, place, batches))
  const seconds = (performance.now() - began) / 1000
  context.emit?.("predicted", { rows: watched.rows, path, seconds })
  const { terminal } = context
  writeHeading(terminal, "Predictions", `${plural(watched.rows, "row")} of ${work.dataset} · ${formatSeconds(seconds)}`)
  if (watched.first !== undefined) writePreview(terminal, watched.first, outputNames(work))
  terminal.gap()
  if (path !== undefined) writePlace(terminal, "predictions", path)
}
