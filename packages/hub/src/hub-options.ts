// What a hub is started with, every default filled in and checked.
import { join, resolve } from "node:path"
import { FidelioError } from "@fidelio/core/errors"
import type { HubLimits } from "./context.ts"
import type { RequestEntry } from "./http/request-log.ts"
import type { WorkerEvent } from "./worker/worker.ts"

export interface HubOptions {
  /** Default 8080; 0 takes a free one. */
  readonly port?: number | undefined
  /** The address to listen at. Default 127.0.0.1: only programs on this machine. */
  readonly host?: string | undefined
  /** How people reach it, where that is not host and port: behind a proxy. */
  readonly url?: string | undefined
  /** Names besides localhost and the machine's own that it may be asked for. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Folder of everything that the hub keeps. Default `fidelio-hub`. */
  readonly data?: string | undefined
  /** `postgres://…`; not given, the database is embedded and kept in the data folder. */
  readonly database?: string | undefined
  /** Folder of datasets, models and checkpoints; not given, one in the data folder. */
  readonly storage?: string | undefined
  /** Folders below which datasets may be read by path. Default none. */
  readonly dataDirectories?: readonly string[] | undefined
  /** Processes that train. Default 1; 0 where all of them run elsewhere. */
  readonly workers?: number | undefined
  /** Bytes of an uploaded file. Default 10 GiB. */
  readonly maxUpload?: number | undefined
  /** How often somebody may try to sign in from one address. Default 20. */
  readonly signInsPerMinute?: number | undefined
  /** Whether to hold every answer against the contract, as tests do. */
  readonly checkAnswers?: boolean | undefined
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined
  readonly onWorkerEvent?: ((event: WorkerEvent) => void) | undefined
  /** Called with what no client did wrong. */
  readonly onFault?: ((error: unknown) => void) | undefined
}

export interface HubPlan {
  readonly port: number
  readonly host: string
  readonly url: string | undefined
  readonly allowedHosts: readonly string[]
  readonly data: string
  readonly database: string | undefined
  readonly storage: string
  readonly dataDirectories: readonly string[]
  readonly workers: number
  readonly connections: number
  readonly limits: HubLimits
  readonly signInsPerMinute: number
  readonly checkAnswers: boolean
  readonly onRequest: HubOptions["onRequest"]
  readonly onWorkerEvent: HubOptions["onWorkerEvent"]
  readonly onFault: (error: unknown) => void
}

const mebibyte = 2 ** 20

export function planHub(options: HubOptions): HubPlan {
  const { port = 8080, host = "127.0.0.1", workers = 1, url } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw refuse(`The port ${port} is none: ports are 0 to 65535.`)
  if (!Number.isInteger(workers) || workers < 0 || workers > 64) throw refuse(`${workers} workers: it must be 0 to 64.`)
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw refuse(`The address "${url}" is none of the web.`, "Write https://hub.example.org.")
  const data = resolve(options.data ?? "fidelio-hub")
  return {
    port,
    host,
    url: url === undefined ? undefined : new URL(url).origin,
    allowedHosts: options.allowedHosts ?? [],
    data,
    database: options.database,
    storage: resolve(options.storage ?? join(data, "storage")),
    dataDirectories: (options.dataDirectories ?? []).map((folder) => resolve(folder)),
    workers,
    connections: 10,
    limits: { maxBody: 8 * mebibyte, maxUpload: options.maxUpload ?? 10 * 1024 * mebibyte },
    signInsPerMinute: options.signInsPerMinute ?? 20,
    checkAnswers: options.checkAnswers ?? false,
    onRequest: options.onRequest,
    onWorkerEvent: options.onWorkerEvent,
    onFault: options.onFault ?? (() => undefined),
  }
}

const refuse = (message: string, hint?: string): FidelioError => new FidelioError("hub/options", message, { hint })
