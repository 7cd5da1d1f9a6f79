// The HTTP server: every operation of the contract behind the same checks, and the pages.
import cookie from "@fastify/cookie"
import rateLimit from "@fastify/rate-limit"
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import { FidelioError } from "@fidelio/core/errors"
import type { Operation } from "@fidelio/client/contract"
import { identityKeeper, type Identity } from "./auth/credentials.ts"
import { readBodies } from "./http/bodies.ts"
import { Creations } from "./http/idempotency.ts"
import { checkSender, hostCheck } from "./http/own-address.ts"
import { addOperation, type OperationOptions } from "./http/operation-route.ts"
import { servePages } from "./http/pages.ts"
import { problemOf } from "./http/problem.ts"
import { logRequests, type RequestEntry } from "./http/request-log.ts"
import { contentPolicy, securityHeaders } from "./http/security-headers.ts"
import { addWorkerFiles } from "./http/worker-files.ts"
import { openApiDocument } from "./openapi.ts"
import type { Route } from "./route.ts"

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route does; without it and without `isPublic` nothing is answered. */
    operation?: Operation
    isPublic?: boolean
    /** Asks for the workers' secret itself. */
    isForWorkers?: boolean
  }
  interface FastifyRequest {
    identity: Identity | undefined
    problemCode: string | undefined
  }
}

export interface AppOptions extends Omit<OperationOptions, "creations" | "identities"> {
  readonly routes: readonly Route[]
  /** By which workers on other machines get and send files. */
  readonly workerSecret: string
  /** Whether people reach it by https. */
  readonly isSecure: boolean
  /** Names besides localhost and addresses in numbers that requests may be for. */
  readonly allowedHosts: readonly string[]
  /** Folder of the built pages. */
  readonly pages: string
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined
  /** Called with what no client did wrong. */
  readonly onFault?: ((error: unknown) => void) | undefined
}

/** Everything of a request but its body must have arrived by then. */
const headersMs = 30_000
/** A connection on which nothing is sent for so long is cut: longer than it takes to read a large upload. */
const silenceMs = 15 * 60_000

/** What the server answers at. */
export interface Address {
  readonly method: string
  /** `/api/v1/repositories/:repository` */
  readonly url: string
  /** Whether everyone may ask. */
  readonly isOpen: boolean
}

export interface App {
  readonly fastify: FastifyInstance
  readonly addresses: readonly Address[]
}

export async function createApp(options: AppOptions): Promise<App> {
  const { hub, routes } = options
  const app = fastify({
    bodyLimit: hub.limits.maxBody,
    connectionTimeout: silenceMs,
    http: { headersTimeout: headersMs, requestTimeout: 0 }, // uploads take their time
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: "idle",
    frameworkErrors: (error, request, reply) => answerProblem(error, request, reply),
  })
  app.decorateRequest("identity", undefined)
  app.decorateRequest("problemCode", undefined)
  const addresses: Address[] = []
  app.addHook("onRoute", ({ method, url, config }) => {
    const isOpen = config?.isPublic === true || config?.operation?.access === "open"
    for (const name of [method].flat()) addresses.push({ method: name, url, isOpen })
  })
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler((request, reply) =>
    answerProblem(new FidelioError("hub/not-found", "There is nothing at this address."), request, reply),
  )
  if (options.onRequest !== undefined) logRequests(app, options.onRequest)
  addGuard(app, options)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  readBodies(app)
  const creations = new Creations(hub.db)
  const identities = identityKeeper(hub.db)
  for (const route of routes) addOperation(app, route, { ...options, creations, identities })
  addWorkerFiles(app, { storage: hub.storage, secret: options.workerSecret, maxUpload: hub.limits.maxUpload })
  const document = openApiDocument(routes.map(({ operation }) => operation))
  for (const url of ["/openapi.json", "/api/v1/openapi.json"])
    app.get(url, { config: { isPublic: true } }, (_, reply) => reply.send(document))
  await servePages(app, options.pages)
  return { fastify: app, addresses }

  function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { problem, isFault } = problemOf(error)
    if (isFault) options.onFault?.(error)
    request.problemCode = problem.code
    if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="fidelio hub"')
    if (problem.status === 503) reply.header("retry-after", "1")
    if (!request.raw.complete) reply.header("connection", "close") // the rest of its body is of no use
    return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem))
  }
}

/** Before anything else, of every request. */
function addGuard(app: FastifyInstance, { allowedHosts, isSecure }: AppOptions): void {
  const checkHost = hostCheck(allowedHosts)
  const headers = {
    ...securityHeaders(isSecure),
    "content-security-policy": contentPolicy,
    "cache-control": "no-store",
  }
  const safe = new Set(["GET", "HEAD", "OPTIONS"])
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(headers)
    const { host, origin } = request.headers
    const site = request.headers["sec-fetch-site"]
    checkHost(host)
    if (!safe.has(request.method)) checkSender({ origin, host, fetchSite: typeof site === "string" ? site : undefined })
    const { operation, isPublic, isForWorkers } = request.routeOptions.config
    if (request.is404 || operation !== undefined || isPublic === true || isForWorkers === true) return done()
    throw new FidelioError("hub/credentials", "Nobody may ask for this.") // a route that was added without saying who
  })
}
