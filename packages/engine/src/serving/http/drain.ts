// Closing without dropping a request: no new connections, those there end with their next answer.
import { Server } from "node:net"
import type { App } from "./app.ts"

export interface DrainLimits {
  /** How long connections that are kept open may bring one more request, which tells them to go. */
  readonly quietMs: number
  /** After this they are cut off. */
  readonly limitMs: number
}

/** Returns whether every request was answered in time. */
export async function drain(app: App, { quietMs, limitMs }: DrainLimits): Promise<boolean> {
  const { server } = app.fastify
  app.beginDrain()
  const closed = new Promise<void>((resolve) => server.once("close", () => resolve()))
  // http.Server.close() would also cut idle connections, on which a request may be under way to us.
  Server.prototype.close.call(server)
  let isInTime = true
  const quiet = setTimeout(() => server.closeIdleConnections(), quietMs)
  const limit = setTimeout(() => {
    isInTime = false
    server.closeAllConnections()
  }, limitMs)
  await closed
  clearTimeout(quiet)
  clearTimeout(limit)
  return isInTime
}
