// One entry an answered request: the pattern of its address, never its query, its headers or its bodies.
import type { FastifyInstance } from "fastify"

export interface RequestEntry {
  /** ISO 8601. */
  readonly at: string
  readonly method: string
  /** `/api/v1/repositories/{repository}`; "none" where there is nothing at the address. */
  readonly route: string
  readonly status: number
  readonly milliseconds: number
  /** Who asked. */
  readonly user: string | null
  /** Of the error, where it is one. */
  readonly code: string | null
}

export function logRequests(app: FastifyInstance, onRequest: (entry: RequestEntry) => void): void {
  app.addHook("onResponse", (request, reply, done) => {
    onRequest({
      at: new Date().toISOString(),
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      user: request.identity?.actor.userId ?? null,
      code: request.problemCode ?? null,
    })
    done()
  })
}
