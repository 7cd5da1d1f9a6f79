// What a server is started with, every default filled in and checked.
import { basename } from "node:path"
import type { HostSettings, ServingEvent } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"
import type { AppOptions } from "./app.ts"
import { isLoopback } from "./own-host.ts"

/** How models are served. Only `models` must be given. */
export interface ServeOptions {
  /** The folder of a model, or folders by the names they are served under; the first answers where a request names none. */
  readonly models: string | Readonly<Record<string, string>>
  /** Default 8000; 0 takes a free one. */
  readonly port?: number | undefined
  /** The address to listen at. Default 127.0.0.1: only programs on this machine. */
  readonly host?: string | undefined
  /** Tokens of which requests must bring one, as `Authorization: Bearer …`. */
  readonly tokens?: readonly string[] | undefined
  /** Origins whose pages may ask, "*" for all. Default none. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Names besides localhost under which a server on 127.0.0.1 may be asked, behind a proxy say. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Seconds that a prediction may take, waiting included. Default 30. */
  readonly predictionTimeout?: number | undefined
  /** Seconds that a request may take to arrive. Default 30. */
  readonly requestTimeout?: number | undefined
  /** Threads that predict, a model. Default: one less than there are cores. */
  readonly workers?: number | undefined
  /** Rows that are predicted at once. Default 256. */
  readonly maxBatchSize?: number | undefined
  /** Milliseconds that a request may wait for others to be predicted with. Default 0. */
  readonly maxLatencyMs?: number | undefined
  /** Rows that may wait; with more, requests are answered with 503. Default 10000. */
  readonly maxQueue?: number | undefined
  /** Bytes of a request's body. Default 10 MiB. */
  readonly maxBody?: number | undefined
  /** Rows of a request. Default 10000. */
  readonly maxRows?: number | undefined
  /** Whether to load models again when their folders are replaced. Default true. */
  readonly watch?: boolean | undefined
  /** Seconds that requests under way may take once the server closes. Default 30. */
  readonly drainTimeout?: number | undefined
  readonly onRequest?: AppOptions["onRequest"]
  readonly onEvent?: ((event: ServingEvent) => void) | undefined
  /** Called with faults of the server's own. */
  readonly onFault?: AppOptions["onFault"]
}

export interface ServePlan {
  readonly models: readonly { readonly name: string; readonly modelPath: string }[]
  readonly port: number
  readonly host: string
  readonly hosting: Partial<HostSettings>
  readonly app: AppOptions
  readonly drainMs: number
}

const shortestToken = 8

const refuse = (message: string, hint?: string): ServingError => new ServingError("serving/options", message, { hint })

export function planServer(options: ServeOptions): ServePlan {
  const { host = "127.0.0.1", port = 8000, tokens = [] } = options
  checkNumbers(options)
  if (!Number.isInteger(port) || port > 65_535) throw refuse(`The port ${port} is none: ports are 0 to 65535.`)
  if (tokens.some((token) => token.length < shortestToken || /\s/.test(token))) {
    throw refuse(
      `A token is shorter than ${shortestToken} characters, or has white space.`,
      "Make one: openssl rand -hex 32",
    )
  }
  const requestTimeoutMs = (options.requestTimeout ?? 30) * 1000
  return {
    models: namedModels(options.models),
    port,
    host,
    hosting: hostingOf(options),
    app: {
      maxBody: options.maxBody ?? 10 * 2 ** 20,
      maxRows: options.maxRows ?? 10_000,
      requestTimeoutMs,
      allowedOrigins: options.allowedOrigins ?? [],
      // Whoever listens further away, or asks for tokens, is not reached by the trick.
      allowedHosts: isLoopback(host) && tokens.length === 0 ? (options.allowedHosts ?? []) : undefined,
      tokens,
      onRequest: options.onRequest,
      onFault: options.onFault,
    },
    drainMs: (options.drainTimeout ?? 30) * 1000,
  }
}

function hostingOf(options: ServeOptions): Partial<HostSettings> {
  const { workers, maxBatchSize, maxLatencyMs, maxQueue, watch = true } = options
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(maxBatchSize === undefined ? {} : { maxBatchSize }),
    ...(maxLatencyMs === undefined ? {} : { maxLatencyMs }),
    ...(maxQueue === undefined ? {} : { maxQueuedRows: maxQueue }),
    timeoutMs: (options.predictionTimeout ?? 30) * 1000,
    watch,
  }
}

const atLeastOne = ["workers", "maxBatchSize", "maxQueue", "maxBody", "maxRows"] as const
const positive = ["predictionTimeout", "requestTimeout"] as const
const atLeastZero = ["port", "maxLatencyMs", "drainTimeout"] as const

function checkNumbers(options: ServeOptions): void {
  const check = (names: readonly (keyof ServeOptions)[], isGood: (value: number) => boolean, what: string): void => {
    for (const name of names) {
      const value = options[name]
      if (value !== undefined && !(typeof value === "number" && isGood(value))) {
        throw refuse(`${name} is ${typeof value === "number" ? value : typeof value}; it must be ${what}.`)
      }
    }
  }
  check(atLeastOne, (value) => Number.isSafeInteger(value) && value >= 1, "a whole number, 1 or more")
  check(positive, (value) => Number.isFinite(value) && value > 0, "a number above 0")
  check(atLeastZero, (value) => Number.isFinite(value) && value >= 0, "a number, 0 or more")
}

/** Names that can stand in addresses as they are. */
const goodName = /^[\w.-]{1,100}$/

function namedModels(models: ServeOptions["models"]): ServePlan["models"] {
  if (typeof models === "string") return [{ name: nameOf(models), modelPath: models }]
  const named = Object.entries(models).map(([name, modelPath]) => ({ name, modelPath }))
  if (named.length === 0) throw refuse("There is no model to serve.")
  for (const { name } of named) {
    if (goodName.test(name)) continue
    throw refuse(`A model cannot be named "${name}".`, "Names have letters, digits, dots, hyphens and underscores.")
  }
  return named
}

/** The folder's name, made fit for addresses. */
export const nameOf = (path: string): string =>
  basename(path)
    .replaceAll(/[^\w.-]/g, "-")
    .slice(0, 100) || "model"
