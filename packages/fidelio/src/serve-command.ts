// What `fidelio serve` does: starts the server, says where it is, and closes it when it is told to.
import { readFile } from "node:fs/promises"
import { FidelioError } from "@fidelio/core/errors"
import {
  isLoopback,
  nameOf,
  serve,
  type RunningServer,
  type ServeOptions,
  type ServingEvent,
} from "@fidelio/engine/serve"
import type { CommandContext } from "./command.ts"
import { requestLog } from "./request-log.ts"
import { formatSeconds, plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"

interface ServeValues {
  readonly model_path: string | undefined
  readonly model: readonly string[]
  readonly no_watch: boolean
  readonly port: number
  readonly host: string
  readonly token_file: string | undefined
  readonly allowed_origins: readonly string[]
  readonly allowed_hosts: readonly string[]
  readonly workers: number | undefined
  readonly max_batch_size: number
  readonly max_latency_ms: number
  readonly prediction_timeout: number
  readonly request_timeout: number
  readonly drain_timeout: number
  readonly max_queue: number
  readonly max_rows: number
  readonly max_body: number
  readonly log_requests: boolean
}

/** The models by name, in the order given. */
function modelsOf({ model_path, model }: ServeValues): Readonly<Record<string, string>> {
  const named = model.map((given) => {
    const [, name, path] = /^([^=]+)=(.+)$/s.exec(given) ?? []
    if (name !== undefined && path !== undefined) return [name, path] as const
    throw new FidelioError("usage/flag", `--model is "${given}", but it takes name=path.`)
  })
  const all = model_path === undefined ? named : [[nameOf(model_path), model_path] as const, ...named]
  if (all.length === 0) {
    throw new FidelioError("usage/flag", "fidelio serve needs --model_path or --model.", {
      hint: "Give the folder of a trained model: results/experiment_run/model.",
    })
  }
  const twice = all.find(([name], place) => all.findIndex(([other]) => other === name) < place)
  if (twice === undefined) return Object.fromEntries(all)
  throw new FidelioError("usage/flag", `Two models are named "${twice[0]}".`, {
    hint: "Name them by --model name=path.",
  })
}

/** Those of the file and of the environment. */
async function readTokens(path: string | undefined): Promise<readonly string[]> {
  const given = (process.env["FIDELIO_SERVE_TOKENS"] ?? "").split(/[\s,]+/)
  const lines = path === undefined ? [] : (await readTokenFile(path)).split("\n").map((line) => line.trim())
  const tokens = [...given, ...lines].filter((token) => token !== "" && !token.startsWith("#"))
  if (path !== undefined && tokens.length === 0) {
    throw new FidelioError("usage/flag", `The file "${path}" has no token.`, { at: path })
  }
  return tokens
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (cause) {
    throw new FidelioError("usage/flag", `The file of tokens "${path}" cannot be read.`, { at: path, cause })
  }
}

export async function serveFlags(values: ServeValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const tokens = await readTokens(values.token_file)
  const log = requestLog(context)
  const server = await serve({
    models: modelsOf(values),
    ...optionsOf(values),
    tokens,
    onRequest: values.log_requests ? (entry) => log.write(entry) : undefined,
    onEvent: (event) => reportEvent(event, context),
    onFault: (error) => reportFault(error, context),
  })
  using _ = onHangup(() => void server.reload().catch(() => undefined)) // told by its event
  writeStart(server, { values, tokens, seconds: (performance.now() - began) / 1000 }, context)
  await aborted(context.signal)
  const isInTime = await server.close()
  log.flush()
  const requests = server.models.reduce((sum, { counters }) => sum + counters.requests, 0)
  context.emit?.("stopped", { requests, in_time: isInTime })
  const cut = isInTime ? "" : " Requests that took longer than --drain_timeout were cut off."
  context.terminal.line(`  Stopped after ${plural(requests, "prediction")}.${cut}`)
}

const optionsOf = (values: ServeValues): Omit<ServeOptions, "models"> => ({
  port: values.port,
  host: values.host,
  allowedOrigins: values.allowed_origins
    .flatMap((origins) => origins.split(/[\s,]+/))
    .filter((origin) => origin !== ""),
  allowedHosts: values.allowed_hosts,
  predictionTimeout: values.prediction_timeout,
  requestTimeout: values.request_timeout,
  drainTimeout: values.drain_timeout,
  workers: values.workers,
  maxBatchSize: values.max_batch_size,
  maxLatencyMs: values.max_latency_ms,
  maxQueue: values.max_queue,
  maxRows: values.max_rows,
  maxBody: values.max_body,
  watch: !values.no_watch,
})

/** SIGHUP, as servers are told that something of theirs changed. */
function onHangup(handle: () => void): Disposable {
  process.on("SIGHUP", handle)
  return { [Symbol.dispose]: () => void process.off("SIGHUP", handle) }
}

/** Settles at Ctrl-C or SIGTERM. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}

interface Start {
  readonly values: ServeValues
  readonly tokens: readonly string[]
  readonly seconds: number
}

function writeStart(
  server: RunningServer,
  { values, tokens, seconds }: Start,
  { terminal, emit }: CommandContext,
): void {
  const { url } = server
  const models = server.models.map(({ name, version }) => ({ name, version }))
  emit?.("serving", { url, models, seconds })
  writeHeading(terminal, "Serving", `${plural(models.length, "model")} · ready in ${formatSeconds(seconds)}`)
  const place = (what: string, text: string): void =>
    terminal.line(`  ${terminal.paint("faint", what.padEnd(9))}${text}`)
  for (const { name, version } of models) place("model", `${name} ${terminal.paint("faint", `version ${version}`)}`)
  place("address", terminal.paint("accent", url))
  place("form", `${url}/`)
  place("API", `${url}/docs`)
  if (isLoopback(values.host) || tokens.length > 0) return
  const warning = `Whoever reaches ${values.host} may ask: there are no tokens (--token_file).`
  emit?.("warning", { message: warning })
  terminal.line(terminal.paint("warning", `  ${warning}`))
}

function reportEvent(event: ServingEvent, { terminal, emit }: CommandContext): void {
  const { type, model, ...rest } = event
  if (emit !== undefined) return emit(type, { model, ...rest }) // errors turn themselves into JSON
  if (type === "reloaded") {
    terminal.line(`  ${model} was loaded again: version ${event.version}, ${formatSeconds(event.seconds)}`)
  } else if (type === "reload_failed") {
    terminal.line(terminal.paint("warning", `  ${model} could not be loaded again, and stays: ${event.error.message}`))
  } else if (type === "worker_lost") {
    terminal.line(terminal.paint("warning", `  A thread of ${model} ended and is replaced: ${event.error.message}`))
  }
}

/** Where a fault of ours came from goes to the terminal alone, never to a client. */
function reportFault(error: unknown, { terminal, emit }: CommandContext): void {
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error && error.cause instanceof Error ? ` ${error.cause.message}` : ""
  if (emit !== undefined) emit("fault", { message: `${message}${cause}` })
  else terminal.line(terminal.paint("error", `  ${message}${cause}`))
}
