// An operation of the contract as a route: who may, what comes in, what goes out.
import { timingSafeEqual } from "node:crypto"
import type { Json } from "@fidelio/core"
import { FidelioError } from "@fidelio/core/errors"
import { isBytes, type Operation } from "@fidelio/client/contract"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { z } from "zod"
import { identify, type Identity, type IdentityKeeper } from "../auth/credentials.ts"
import { checkRole } from "../auth/roles.ts"
import type { HubContext } from "../context.ts"
import type { Route } from "../route.ts"
import { sendAnswer } from "./answer.ts"
import { checkKey, type Creations } from "./idempotency.ts"
import { RequestError } from "./problem.ts"
import { checkStorable } from "./storable.ts"
import { sessionCookie, sessionOf, type CookieSettings } from "./session-cookie.ts"

export const addressOf = ({ path }: Operation): string => `/api/v1${path.replaceAll(/\{(\w+)\}/g, ":$1")}`

/** What operations are answered with. */
export interface OperationOptions {
  readonly hub: HubContext
  /** Known once the hub listens. */
  readonly cookie: () => CookieSettings
  /** Aborted when the hub closes: streams of events end. */
  readonly closing: AbortSignal
  /** How often somebody may try to sign in, from one address. */
  readonly signInsPerMinute: number
  /** Whether to hold answers against the contract. */
  readonly checkAnswers: boolean
  readonly creations: Creations
  readonly identities: IdentityKeeper
}

export function addOperation(app: FastifyInstance, route: Route, options: OperationOptions): void {
  const { operation } = route
  const { limits } = options.hub
  const { body } = operation
  app.route({
    method: operation.method,
    url: addressOf(operation),
    exposeHeadRoute: operation.answer.kind === "json", // a stream would be read for nobody
    bodyLimit: body !== undefined && isBytes(body) ? limits.maxUpload : limits.maxBody,
    config: {
      operation,
      ...(operation.id === "signIn" ? { rateLimit: { max: options.signInsPerMinute, timeWindow: 60_000 } } : {}),
    },
    async onRequest(request) {
      await admit(request, operation, options)
      checkMediaType(request, operation)
    },
    handler: (request, reply) => answer(request, reply, { route, options }),
  })
}

/** Who asks, and whether they may. */
async function admit(
  request: FastifyRequest,
  operation: Operation,
  { cookie, identities }: OperationOptions,
): Promise<void> {
  if (operation.access === "open") return
  const { authorization } = request.headers
  const identity = await identify(identities, { authorization, session: sessionOf(request, cookie()) })
  request.identity = identity
  if (operation.method !== "GET") checkCsrf(request, identity)
  checkRole(identity.actor.role, operation.access)
}

function checkCsrf({ headers }: FastifyRequest, { csrfToken }: Identity): void {
  if (csrfToken === undefined) return
  const given = headers["x-csrf-token"]
  if (typeof given === "string" && isSame(given, csrfToken)) return
  throw new FidelioError("hub/csrf", "The change does not bring the session's X-CSRF-Token.", {
    hint: "GET /api/v1/session tells it; load the page again.",
  })
}

const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Types that a form of another site's page can send are none of them. */
function checkMediaType({ headers }: FastifyRequest, { body }: Operation): void {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase()
  if (body === undefined) return
  const expected = isBytes(body) ? "application/octet-stream" : "application/json"
  if (type === expected) return
  throw new FidelioError("hub/media-type", `The body is "${type ?? "of no type"}"; this address reads ${expected}.`, {
    hint: `Send the header "content-type: ${expected}".`,
  })
}

interface Answering {
  readonly route: Route
  readonly options: OperationOptions
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, options }: Answering,
): Promise<FastifyReply> {
  const { operation } = route
  const gone = signalOf(reply)
  const signal = operation.answer.kind === "events" ? AbortSignal.any([gone, options.closing]) : gone
  const call = {
    params: partOf("address", operation.params, request.params),
    query: partOf("query", operation.query ?? nothing, request.query),
    body: bodyOf(operation, request.body),
    actor: request.identity?.actor,
    hub: options.hub,
    cookie: sessionCookie(reply, options.cookie()),
    signal,
  } as Parameters<Route["handle"]>[0] // checked by the operation's own schemas
  const { checkAnswers } = options
  const key = request.headers["idempotency-key"]
  if (typeof key !== "string" || operation.isCreation !== true || call.actor === undefined)
    return sendAnswer(reply, operation, { result: await route.handle(call), signal, checkAnswers })
  checkKey(key)
  const isUpload = operation.body !== undefined && isBytes(operation.body)
  const sent = isUpload ? request.headers["content-length"] : call.body
  const creation = { userId: call.actor.userId, key, operation: operation.id }
  const { actor } = call
  const { body, isReplay } = await options.creations.once(
    { ...creation, request: JSON.stringify([request.url, sent ?? null]) },
    async (keepAnswer) => (await route.handle({ ...call, actor: { ...actor, keepAnswer } })) as unknown as Json, // creations answer JSON
  )
  if (isReplay) reply.header("idempotency-replayed", "true")
  return sendAnswer(reply, operation, { result: body, signal, checkAnswers })
}

const nothing = z.strictObject({})

function partOf(what: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  const read = schema.safeParse(value)
  if (!read.success) throw new RequestError(what, read.error)
  checkStorable(what, read.data)
  return read.data
}

function bodyOf({ body }: Operation, given: unknown): unknown {
  if (body === undefined) return partOf("body", nothing.nullish(), given) && undefined
  return isBytes(body) ? given : partOf("body", body, given)
}

/** Aborted when the client goes away before it has its answer. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once("close", () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
