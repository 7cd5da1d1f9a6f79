// Errors as RFC 9457 says them; what went wrong inside the hub is for its log.
import { ConfigError, errorCatalogue, FidelioError, type ErrorCode } from "@fidelio/core/errors"
import type { Problem } from "@fidelio/client"
import type { z } from "zod"
import { outageOf } from "./outage.ts"

/** What the client did wrong in several places. */
export class RequestError extends FidelioError {
  readonly problems: readonly { readonly code: ErrorCode; readonly message: string; readonly at: string }[]

  constructor(what: string, error: z.ZodError) {
    const problems = error.issues.map((issue) => ({
      code: "hub/request" as const,
      message: issue.message,
      at: issue.path.join("."),
    }))
    const [first] = problems
    const place = first === undefined || first.at === "" ? "" : `${first.at}: `
    super("hub/request", `The ${what} is not as it should be: ${place}${first?.message ?? "unknown"}.`, {
      at: first === undefined || first.at === "" ? what : first.at,
      hint: "The document at /openapi.json describes every request.",
    })
    this.problems = problems
  }
}

/** Those that Fastify raises before a handler runs, by status. */
const ofFastify: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  413: ["hub/too-large", "The body has more bytes than the hub takes here."],
  414: ["hub/request", "The address is too long."],
  415: ["hub/media-type", "The body's content type is not one that this address reads."],
  429: ["hub/too-many", "There were too many attempts; wait a minute."],
}

/** Faults that a client can do something about: come back. */
const told: ReadonlySet<ErrorCode> = new Set(["hub/busy"])

/** The error as a client may see it. */
function tellable(raised: unknown): FidelioError {
  if (raised instanceof FidelioError) {
    if (errorCatalogue[raised.code].status < 500 || told.has(raised.code)) return raised
  } else if (raised instanceof Error && "statusCode" in raised && typeof raised.statusCode === "number") {
    const known = ofFastify[raised.statusCode]
    if (known !== undefined) return new FidelioError(known[0], known[1], { cause: raised })
    if (raised.statusCode < 500)
      return new FidelioError("hub/request", "The body cannot be read: cut off, or not JSON.", { cause: raised })
  }
  return (
    outageOf(raised) ??
    new FidelioError("hub/failed", "The hub failed to answer this request.", {
      hint: "Its log says why.",
      cause: raised,
    })
  )
}

/** What is answered, and whether it is the hub's own fault. */
export function problemOf(raised: unknown): { readonly problem: Problem; readonly isFault: boolean } {
  const error = tellable(raised)
  const { summary, status } = errorCatalogue[error.code]
  const problems = error instanceof ConfigError || error instanceof RequestError ? error.problems : undefined
  return {
    problem: {
      type: `urn:fidelio:error:${error.code}`,
      title: summary,
      status,
      code: error.code,
      detail: error.message,
      ...(error.at === undefined ? {} : { at: error.at }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(problems === undefined ? {} : { problems: problems.map(entryOf) }),
    },
    isFault: status >= 500 && error !== raised,
  }
}

type Entry = NonNullable<Problem["problems"]>[number]

const entryOf = ({
  code,
  message,
  at,
  hint,
}: {
  readonly code: string
  readonly message: string
  readonly at?: string | undefined
  readonly hint?: string | undefined
}): Entry => ({
  code,
  message,
  ...(at === undefined ? {} : { at }),
  ...(hint === undefined ? {} : { hint }),
})
