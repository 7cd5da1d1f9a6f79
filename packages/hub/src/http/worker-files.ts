// Files for workers that do not see the hub's storage folder: by a secret that whoever reads the database knows.
import { timingSafeEqual } from "node:crypto"
import type { Readable } from "node:stream"
import { FidelioError } from "@fidelio/core/errors"
import { sha256Schema } from "@fidelio/client/contract"
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify"
import { workerFilesPath } from "../storage/hub-storage.ts"
import type { Storage } from "../storage/storage.ts"

export interface WorkerFilesOptions {
  readonly storage: Storage
  readonly secret: string
  /** Bytes of a file. */
  readonly maxUpload: number
}

interface Named {
  readonly Params: { readonly sha256: string }
}

/** Content under its SHA-256: asked for and brought. A worker never takes any away. */
export function addWorkerFiles(app: FastifyInstance, { storage, secret, maxUpload }: WorkerFilesOptions): void {
  const url = `${workerFilesPath}/:sha256`
  const settings = {
    config: { isForWorkers: true },
    bodyLimit: maxUpload,
    onRequest(request: FastifyRequest, _: FastifyReply, done: HookHandlerDoneFunction): void {
      admit(request, secret)
      done()
    },
  }
  app.get<Named>(url, { ...settings, exposeHeadRoute: false }, async ({ params }, reply): Promise<FastifyReply> => {
    const content = await storage.read(nameOf(params))
    return reply.type("application/octet-stream").send(content)
  })
  app.head<Named>(url, settings, async ({ params }, reply): Promise<FastifyReply> => {
    const isThere = await storage.has(nameOf(params))
    return reply.code(isThere ? 204 : 404).send()
  })
  app.put<Named>(url, settings, async ({ params, body }, reply): Promise<FastifyReply> => {
    const sha256 = nameOf(params)
    return reply.send(await storage.put(body as Readable, { sha256, limit: maxUpload })) // the parser of bytes made it
  })
}

function admit({ headers: { authorization = "" } }: FastifyRequest, secret: string): void {
  const [given, expected] = [Buffer.from(authorization), Buffer.from(`Bearer ${secret}`)]
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new FidelioError("hub/credentials", "Only workers of this hub may ask for this.")
}

function nameOf({ sha256 }: Named["Params"]): string {
  if (sha256Schema.safeParse(sha256).success) return sha256
  throw new FidelioError("hub/request", "A file is named by its SHA-256.", { at: "sha256" })
}
