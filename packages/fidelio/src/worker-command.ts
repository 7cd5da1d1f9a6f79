// What `fidelio hub worker` does: trains what waits, says what it does, and hands back what it has when it is told to stop.
import { join } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import { embeddedConnection, startWorker, type WorkerEvent } from "@fidelio/hub"
import type { CommandContext } from "./command.ts"
import { formatSeconds, plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"

interface WorkerValues {
  readonly database: string | undefined
  readonly storage: string | undefined
  readonly data: string | undefined
  readonly concurrency: number
  readonly name: string | undefined
}

export async function runWorker(values: WorkerValues, context: CommandContext): Promise<void> {
  if (values.concurrency < 1)
    throw new FidelioError("usage/flag", "--concurrency is 0, but a worker does at least one training at a time.")
  const { terminal, emit, signal } = context
  const worker = await startWorker({
    ...hubOf(values),
    name: values.name,
    concurrency: values.concurrency,
    onEvent: (event) => reportWorker(event, context),
  })
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))
  await worker.close()
  emit?.("stopped", {})
  terminal.line("  Stopped.")
}

/** Where database and storage of the hub are; without a storage files come and go through the hub. */
function hubOf({ data, ...values }: WorkerValues): { readonly database: string; readonly storage: string | undefined } {
  const environment = process.env["FIDELIO_HUB_DATABASE"] ?? ""
  const given = values.database ?? (environment === "" || data !== undefined ? undefined : environment)
  if (data !== undefined)
    return { database: given ?? embeddedConnection(data), storage: values.storage ?? join(data, "storage") }
  if (given === undefined)
    throw new FidelioError("usage/flag", "There is no hub to work for: --database is missing.", {
      hint: "Give the hub's PostgreSQL, or --data for a hub that runs on this machine.",
    })
  return { database: given, storage: values.storage }
}

/** A line for what a worker does. */
export function reportWorker(event: WorkerEvent, { terminal, emit }: CommandContext): void {
  const { type, ...rest } = event
  if (emit !== undefined) return emit(`worker_${type}`, rest)
  switch (event.type) {
    case "started":
      writeHeading(terminal, "Worker", `${event.worker} · ${plural(event.concurrency, "training")} at a time`)
      return
    case "taken": {
      const again = event.attempt > 1 ? `, taken up for the ${event.attempt}th time` : ""
      return terminal.line(`  training ${terminal.paint("accent", event.version)}${again}`)
    }
    case "ended":
      return terminal.line(
        `  ${endings[event.how](event.version)}  ${terminal.paint("faint", formatSeconds(event.seconds))}`,
      )
    case "fault":
      return terminal.line(terminal.paint("warning", `  ${event.message}`))
  }
}

const endings: Readonly<Record<Extract<WorkerEvent, { type: "ended" }>["how"], (version: string) => string>> = {
  ready: (version) => `${version} is ready`,
  failed: (version) => `${version} failed; its page says why`,
  lost: (version) => `${version} was cancelled, or another worker has it`,
  returned: (version) => `${version} went back to the queue`,
}
