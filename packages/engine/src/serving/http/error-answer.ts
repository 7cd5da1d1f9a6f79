// An error as an answer: its status, and a body with a sentence, a code and every problem; never where in the program it was raised.
import { FidelioError, errorCatalogue, type ErrorCode } from "@fidelio/core/errors"
import type { RequestProblem } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"

/** The body of every answer that is not 2xx. */
export interface ErrorBody {
  /** One sentence, and the problems where there are any: what a client shows that reads nothing else. */
  readonly error: string
  readonly code: ErrorCode
  readonly hint?: string | undefined
  readonly problems?: readonly RequestProblem[] | undefined
}

export interface ErrorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ErrorBody
}

/** The errors that Fastify raises before a handler runs, by status. */
const ofFastify: Readonly<Record<number, readonly [ErrorCode, string, string?]>> = {
  413: ["serving/too-large", "The body has more bytes than the server takes."],
  414: ["serving/malformed", "The address is too long."],
  415: [
    "serving/media-type",
    "The body's content type is not one that this address reads.",
    'Send JSON with the header "content-type: application/json".',
  ],
}

const statusOf = (error: unknown): number =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500

const isCutOff = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "FST_ERR_CTP_INVALID_CONTENT_LENGTH"

/** Raised by the program on purpose, by Fastify about the request, or a fault of ours. */
function asServingError(error: unknown): FidelioError {
  if (error instanceof FidelioError && (error.code.startsWith("serving/") || error.code === "cancelled")) return error
  if (error instanceof FidelioError) return failure(error)
  const status = statusOf(error)
  if (isCutOff(error))
    return new FidelioError("serving/body", "The body is not as long as announced.", { cause: error })
  const known = ofFastify[status]
  if (known !== undefined) return new FidelioError(known[0], known[1], { hint: known[2], cause: error })
  if (status < 500) {
    return new FidelioError("serving/malformed", "The request is not one that the server understands.", {
      cause: error,
    })
  }
  return failure(error)
}

/** What went wrong inside is for the log, not for clients. */
const failure = (cause: unknown): FidelioError =>
  new FidelioError("serving/failed", "The server failed to answer this request.", { cause })

export function errorAnswer(raised: unknown): ErrorAnswer {
  const error = asServingError(raised)
  const { code, hint } = error
  const { status } = errorCatalogue[code]
  const retryAfter = error instanceof ServingError ? error.retryAfter : undefined
  const problems = error instanceof ServingError && error.problems.length > 0 ? error.problems : undefined
  return {
    status,
    headers: {
      ...(retryAfter === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) }),
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="fidelio"' } : {}),
    },
    body: { error: error.message, code, hint, problems },
  }
}

/** Whether it is a fault of the server, for the log; what a client did wrong is none. */
export const isFault = (raised: unknown): boolean => errorAnswer(raised).body.code === "serving/failed"
