// The HTTP server of hosted models: routes, what is asked of every request, and how errors are answered.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import type { HostedModel } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"
import { hostCheck, tokenCheck } from "./access.ts"
import { readBodies } from "./bodies.ts"
import { addDocsPage } from "./docs-page.ts"
import type { Endpoint } from "./endpoint.ts"
import { errorAnswer, isFault } from "./error-answer.ts"
import { answerSocket } from "./http-error.ts"
import { ludwigEndpoints } from "./ludwig-endpoints.ts"
import { oipEndpoints } from "./oip-endpoints.ts"
import { openApiDocument } from "./openapi/document.ts"
import { pageEndpoints, wantsHtml } from "./page-endpoints.ts"
import { requestRecorder, type RequestEntry } from "./request-recorder.ts"
import { servedModels } from "./served-models.ts"
import { serverMetrics } from "./server-metrics.ts"

export interface AppOptions {
  /** Bytes of a body. */
  readonly maxBody: number
  /** Rows of a request. */
  readonly maxRows: number
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number
  /** Origins whose pages may ask; "*": all. */
  readonly allowedOrigins: readonly string[]
  /** Names besides localhost that requests may be for; undefined: any. */
  readonly allowedHosts: readonly string[] | undefined
  /** One of them must come with every request but those for health; none: all are welcome. */
  readonly tokens: readonly string[]
  /** Called for every answered request. */
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined
  /** Called with faults of the server: what no client did wrong. */
  readonly onFault?: ((error: unknown) => void) | undefined
}

/** A server that is about to listen. */
export interface App {
  readonly fastify: FastifyInstance
  readonly endpoints: readonly Endpoint[]
  /** From now on connections end with their next answer, and the server is not ready. */
  beginDrain(): void
}

export async function createApp(hosted: readonly HostedModel[], options: AppOptions): Promise<App> {
  const models = servedModels(hosted)
  const metrics = serverMetrics(hosted)
  const recorder = requestRecorder(metrics, options.onRequest)
  const describe = (): object => openApiDocument(hosted, options.tokens.length > 0)
  let isDraining = false
  const endpoints: readonly Endpoint[] = [
    ...pageEndpoints(models, { metrics, describe }),
    ...ludwigEndpoints(models, options),
    ...oipEndpoints(models, { maxRows: options.maxRows, isOpen: () => !isDraining }),
  ]
  const app = fastify({
    bodyLimit: options.maxBody,
    requestTimeout: options.requestTimeoutMs,
    http: {
      headersTimeout: options.requestTimeoutMs,
      connectionsCheckingInterval: Math.max(50, Math.min(options.requestTimeoutMs / 4, 5000)),
    },
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler(error, socket) {
      const answer = answerSocket(error, socket)
      if (answer !== undefined) recorder.unrouted("-", answer.status, answer.code)
    },
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
  })
  readBodies(app)
  recorder.attach(app)
  app.addHook("onSend", (_, reply, payload, done) => {
    if (isDraining) reply.header("connection", "close")
    done(null, payload)
  })
  if (options.allowedOrigins.length > 0) await addCors(app, options.allowedOrigins)
  addGuard(app, options, endpoints)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) =>
    answerError(
      new ServingError("serving/route", `There is nothing at ${request.method} ${pathOf(request)}.`),
      request,
      reply,
    ),
  )
  for (const endpoint of endpoints)
    app.route({ ...endpoint, handler: (request, reply) => endpoint.handle(request, reply) })
  refuseOtherMethods(app, endpoints)
  await addDocsPage(app, describe)
  return { fastify: app, endpoints, beginDrain: () => (isDraining = true) }

  function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, headers, body } = errorAnswer(error)
    if (isFault(error)) options.onFault?.(error)
    request.errorCode = body.code
    reply.code(status).headers(headers)
    if (status === 401 && wantsHtml(request.headers.accept)) {
      reply.header("www-authenticate", 'Basic realm="fidelio", charset="UTF-8"') // the browser asks for the token
    }
    return reply.send(body)
  }
}

/** The address as the client wrote it, without its parameters and not too much of it. */
const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1)[0]!.slice(0, 200)

async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  const { default: cors } = await import("@fastify/cors")
  await app.register(cors, {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST"],
    exposedHeaders: ["retry-after"],
  })
}

/** Before any route: a token where there are some, and a host that is ours. */
function addGuard(app: FastifyInstance, options: AppOptions, endpoints: readonly Endpoint[]): void {
  const open = new Set(endpoints.filter(({ isOpen }) => isOpen).map(({ url }) => url))
  if (options.allowedHosts !== undefined) {
    const checkHost = hostCheck(options.allowedHosts)
    app.addHook("onRequest", (request, _, done) => {
      checkHost(request.headers.host)
      done()
    })
  }
  if (options.tokens.length === 0) return
  const checkToken = tokenCheck(options.tokens)
  app.addHook("onRequest", (request, _, done) => {
    if (!open.has(pathOf(request))) checkToken(request.headers.authorization)
    done()
  })
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

/** 405 for the other methods of our addresses, and for OPTIONS what they take. */
function refuseOtherMethods(app: FastifyInstance, endpoints: readonly Endpoint[]): void {
  for (const url of new Set(endpoints.map((endpoint) => endpoint.url))) {
    const own: readonly string[] = endpoints.filter((endpoint) => endpoint.url === url).map(({ method }) => method)
    const taken = own.includes("GET") ? [...own, "HEAD"] : own
    const allow = taken.join(", ")
    app.route({
      method: methods.filter((method) => !taken.includes(method)),
      url,
      handler(request, reply) {
        reply.header("allow", allow)
        if (request.method === "OPTIONS") return reply.code(204).send()
        throw new ServingError("serving/method", `${pathOf(request)} does not take ${request.method}, only ${allow}.`)
      },
    })
  }
}
