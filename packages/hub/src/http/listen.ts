// Where the server listens, and how it stops: what is being answered may end, streams of events are ended.
import { FidelioError } from "@fidelio/core/errors"
import { addressOf, listenFailure } from "@fidelio/engine/own-host"
import type { FastifyInstance } from "fastify"

/** Returns the address by which it is reached from this machine. */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new FidelioError("hub/listen", `The hub cannot listen at ${host}, port ${port}: ${listenFailure(cause)}.`, {
      hint: "Choose another one by --port or --host.",
      cause,
    })
  }
  return addressOf(app.server)
}

const patienceMs = 5_000

export async function shutDown(app: FastifyInstance, closing: AbortController): Promise<void> {
  closing.abort()
  const limit = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  await app.close()
  clearTimeout(limit)
}
