// Every answered request, once: in the metrics, and for the log. Never what it asked or was answered.
import type { FastifyInstance } from "fastify"
import type { RequestFacts } from "./endpoint.ts"
import type { ServerMetrics } from "./server-metrics.ts"

/** A line of the log. */
export interface RequestEntry {
  /** ISO 8601. */
  readonly time: string
  readonly method: string
  /** The pattern of the route; "none" where there is none. */
  readonly route: string
  readonly status: number
  readonly milliseconds: number
  readonly client?: string
  readonly model?: string
  readonly rows?: number
  /** Of an error. */
  readonly code?: string
}

declare module "fastify" {
  interface FastifyRequest {
    facts: RequestFacts | undefined
    errorCode: string | undefined
  }
}

interface RequestRecorder {
  attach(app: FastifyInstance): void
  /** An answer that no route made. */
  unrouted(method: string, status: number, code: string): void
}

export function requestRecorder(metrics: ServerMetrics, onRequest?: (entry: RequestEntry) => void): RequestRecorder {
  const record = (route: string, entry: Omit<RequestEntry, "time" | "route">): void => {
    metrics.answered(route, entry.method, entry.status, entry.milliseconds / 1000)
    if (entry.code !== undefined) metrics.failed(entry.code)
    onRequest?.({ time: new Date().toISOString(), route, ...entry })
  }
  return {
    attach(app) {
      app.decorateRequest("facts", undefined)
      app.decorateRequest("errorCode", undefined)
      app.addHook("onResponse", (request, reply, done) => {
        const { method, facts, errorCode: code } = request
        record(request.is404 ? "none" : (request.routeOptions.url ?? "none"), {
          method,
          status: reply.statusCode,
          milliseconds: reply.elapsedTime,
          client: request.ip,
          ...facts,
          ...(code === undefined ? {} : { code }),
        })
        done()
      })
    },
    unrouted: (method, status, code) => record("none", { method, status, milliseconds: 0, code }),
  }
}
