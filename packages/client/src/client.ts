// A typed client: one function an operation, made from the list of them.
import { isBytes, type Operation } from "./operation.ts"
import { operations, type Operations, type Problem } from "./contract/index.ts"
import { HubError } from "./hub-error.ts"
import type { AnswerOf, RequestOf } from "./request.ts"
import { readEvents } from "./server-sent-events.ts"

export interface ClientOptions {
  /** `http://127.0.0.1:8080`; empty in the hub's own pages. */
  readonly url: string
  /** A personal or service token. Pages have a session's cookie instead. */
  readonly token?: string | undefined
  /** Sent with changes where a session's cookie is what signs in. */
  readonly csrfToken?: (() => string | undefined) | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** The same creation, sent again under the same key, is done once. */
  readonly idempotencyKey?: string | undefined
}

/** Whether nothing has to be given. */
type Call<O extends Operation> =
  object extends RequestOf<O>
    ? (request?: RequestOf<O>, options?: CallOptions) => Promise<AnswerOf<O>>
    : (request: RequestOf<O>, options?: CallOptions) => Promise<AnswerOf<O>>

export type HubClient = { readonly [K in keyof Operations]: Call<Operations[K]> }

interface AnyRequest {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/**
 * A client of a hub. Its functions throw `HubError` where the hub refuses.
 *
 * @example
 * ```ts
 * const hub = createHubClient({ url: "http://127.0.0.1:8080", token })
 * const { items } = await hub.listRepositories({ query: { search: "titanic" } })
 * ```
 */
export function createHubClient(options: ClientOptions): HubClient {
  const calls = Object.values(operations).map((declared: Operation) => [
    declared.id,
    (request: AnyRequest = {}, call: CallOptions = {}) => send(declared, request, { ...options, ...call }),
  ])
  return Object.fromEntries(calls) as HubClient // one function an operation, of its types
}

async function send(declared: Operation, request: AnyRequest, options: ClientOptions & CallOptions): Promise<unknown> {
  const fetch = options.fetch ?? globalThis.fetch
  const response = await fetch(options.url + addressOf(declared, request), {
    method: declared.method,
    headers: headersOf(declared, options),
    ...bodyOf(declared, request),
    signal: options.signal ?? null,
  })
  if (!response.ok) throw new HubError(await problemOf(response))
  switch (declared.answer.kind) {
    case "json":
      return await response.json()
    case "bytes":
      return response
    case "events":
      return readEvents(response)
    case "none":
      return undefined
  }
}

/** Path and query of a call. */
export function addressOf(declared: Operation, { params = {}, query = {} }: AnyRequest): string {
  const path = declared.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) words.set(name, String(value))
  return `/api/v1${path}${words.size === 0 ? "" : `?${words}`}`
}

function headersOf(declared: Operation, { token, csrfToken, idempotencyKey }: ClientOptions & CallOptions): Headers {
  const headers = new Headers()
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`)
  const csrf = declared.method === "GET" ? undefined : csrfToken?.()
  if (csrf !== undefined) headers.set("x-csrf-token", csrf)
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey)
  if (declared.body !== undefined)
    headers.set("content-type", isBytes(declared.body) ? "application/octet-stream" : "application/json")
  return headers
}

function bodyOf(declared: Operation, { body }: AnyRequest): RequestInit {
  if (declared.body === undefined) return {}
  if (!isBytes(declared.body)) return { body: JSON.stringify(body) }
  return body instanceof ReadableStream
    ? ({ body, duplex: "half" } as RequestInit) // the DOM's types lag behind fetch
    : { body: body as Blob }
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    const found = JSON.parse(text) as Problem // problem+json, if it is the hub that answers
    if (typeof found.detail === "string" && typeof found.code === "string") return found
  } catch {
    // Not the hub: a proxy, or another server.
  }
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    code: "hub/unreachable",
    detail: `What answers at ${new URL(response.url).origin} is not a hub: ${response.status} ${response.statusText}.`,
  }
}
