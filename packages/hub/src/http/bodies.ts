// Bodies of requests: JSON as it is parsed without surprises, bytes as they arrive, neither beyond its limit.
import { pipeline, Transform, type Readable } from "node:stream"
import { FidelioError } from "@fidelio/core/errors"
import type { FastifyInstance } from "fastify"

export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser("application/json", { parseAs: "string" }, app.getDefaultJsonParser("error", "error"))
  app.addContentTypeParser("application/octet-stream", (request, body, done) => {
    const limit = request.routeOptions.bodyLimit
    if (Number(request.headers["content-length"] ?? 0) > limit) return done(tooLarge(limit))
    done(null, limited(body, limit))
  })
}

/** What is sent in chunks does not say how much will come. */
function limited(body: Readable, limit: number): Readable {
  let count = 0
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      count += chunk.length
      if (count > limit) done(tooLarge(limit))
      else done(null, chunk)
    },
  })
  return pipeline(body, counting, () => undefined) // whoever reads it is told
}

const tooLarge = (limit: number): FidelioError =>
  new FidelioError("hub/too-large", `The body has more than the ${limit} bytes that the hub takes here.`)
