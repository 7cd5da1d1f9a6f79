// A route of the server: what is registered, measured and described comes from the same list.
import type { FastifyReply, FastifyRequest } from "fastify"
import type { HostedModel } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"

export interface Endpoint {
  readonly method: "GET" | "POST"
  /** With `:name` for what varies. */
  readonly url: string
  /** Answered without a token. */
  readonly isOpen?: boolean
  /** What it returns is sent: objects as JSON. */
  handle(request: FastifyRequest, reply: FastifyReply): unknown
}

/** What a request was about, for logs and metrics; never its values. */
export interface RequestFacts {
  readonly model: string
  readonly rows: number
}

declare module "fastify" {
  interface FastifyRequest {
    facts: RequestFacts | undefined
  }
}

/** `?model=…`, undefined where it is not given. */
export function modelParameter(request: FastifyRequest): string | undefined {
  const { model } = request.query as { readonly model?: string | readonly string[] } // as Fastify parses it
  if (model === undefined || typeof model === "string") return model
  throw new ServingError("serving/request", "The address names several models.", { hint: "Give ?model= once." })
}

/** Refuses more rows than the server takes at once. */
export function checkRowCount(count: number, maxRows: number): void {
  if (count <= maxRows) return
  throw new ServingError("serving/too-large", `The request has ${count} rows; this server takes ${maxRows} at once.`, {
    hint: "Send the rows in several requests, or start the server with a larger --max_rows.",
  })
}

/** Aborted when the client goes before it is answered. Fastify's own signal is aborted as soon as the body is read. */
export function whileWanted({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once("close", () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}

export const noteFacts = (request: FastifyRequest, { name }: HostedModel, rows: number): void => {
  request.facts = { model: name, rows }
}
