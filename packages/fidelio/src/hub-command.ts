// What `fidelio hub` does: starts a hub, says where it is and how to get in, and closes it when it is told to.
import { relative } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import { isLoopback } from "@fidelio/engine/own-host"
import { startHub, type RunningHub } from "@fidelio/hub"
import type { CommandContext } from "./command.ts"
import { requestLog } from "./request-log.ts"
import { formatSeconds, plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"
import { reportWorker } from "./worker-command.ts"

interface HubValues {
  readonly port: number
  readonly host: string
  readonly url: string | undefined
  readonly allowed_hosts: readonly string[]
  readonly data: string
  readonly database: string | undefined
  readonly storage: string | undefined
  readonly data_directories: readonly string[]
  readonly workers: number
  readonly max_upload: number
  readonly sign_in_link: boolean
  readonly log_requests: boolean
}

export async function runHub(values: HubValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const log = requestLog(context)
  const environment = process.env["FIDELIO_HUB_DATABASE"] ?? ""
  const database = values.database ?? (environment === "" ? undefined : environment)
  const hub = await startHub({
    port: values.port,
    host: values.host,
    url: values.url,
    allowedHosts: values.allowed_hosts,
    data: values.data,
    database,
    storage: values.storage,
    dataDirectories: values.data_directories,
    workers: values.workers,
    maxUpload: values.max_upload,
    onRequest: values.log_requests ? (entry) => log.write(entry) : undefined,
    onWorkerEvent(event) {
      if (event.type !== "started" || context.emit !== undefined) reportWorker(event, context) // the start says so
    },
    onFault: (error) => reportFault(error, context),
  })
  try {
    const seconds = (performance.now() - began) / 1000
    await writeStart(hub, { values, isEmbedded: database === undefined, seconds }, context)
    const lost = await Promise.race([aborted(context.signal), hub.lost.then((cause) => ({ cause }))])
    if (lost !== undefined)
      throw new FidelioError("hub/database", "The embedded database has ended.", {
        hint: "Is the disk full? What was acknowledged is kept: start the hub again.",
        cause: lost.cause,
      })
  } finally {
    await hub.close()
    log.flush()
  }
  context.emit?.("stopped", {})
  context.terminal.line("  Stopped.")
}

/** Settles at Ctrl-C or SIGTERM. */
async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return undefined
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
  return undefined
}

interface Start {
  readonly values: HubValues
  readonly isEmbedded: boolean
  readonly seconds: number
}

async function writeStart(
  hub: RunningHub,
  { values, isEmbedded, seconds }: Start,
  { terminal, emit }: CommandContext,
): Promise<void> {
  const { url } = hub
  // Further away, the output may be a log that others read: a link is told only as long as nobody has come in.
  const tellsLink = isLoopback(values.host) || values.sign_in_link || (await hub.isUnused())
  const link = tellsLink ? await hub.createAdminLink() : undefined
  emit?.("hub", { url, sign_in_link: link?.url ?? null, seconds })
  writeHeading(terminal, "Hub", `ready in ${formatSeconds(seconds)}`)
  const place = (what: string, text: string): void =>
    terminal.line(`  ${terminal.paint("faint", what.padEnd(9))}${text}`)
  place("address", terminal.paint("accent", url))
  place("data", `${relative("", values.data) || "."}${isEmbedded ? "" : ", and a PostgreSQL"}`)
  place("training", values.workers === 0 ? "by workers elsewhere" : `by ${plural(values.workers, "worker")} here`)
  if (link === undefined) return
  terminal.line()
  terminal.line("  Sign in as admin; the link works once:")
  terminal.line(`  ${terminal.paint("accent", link.url)}`)
}

/** Where a fault of ours came from goes to the terminal alone, never to a client. */
function reportFault(error: unknown, { terminal, emit }: CommandContext): void {
  const messages: string[] = []
  for (let cause = error; cause instanceof Error && messages.length < 4; cause = cause.cause)
    messages.push(cause.message)
  const message = messages.length === 0 ? String(error) : messages.join(" ")
  if (emit !== undefined) emit("fault", { message })
  else terminal.line(terminal.paint("error", `  ${message}`))
}
