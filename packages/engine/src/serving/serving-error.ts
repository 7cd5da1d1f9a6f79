// What serving answers instead of results.
import { FidelioError, type ErrorCode, type ErrorDetails } from "@fidelio/core/errors"
import type { RequestProblem } from "./hosted-model.ts"

export type ServingErrorCode = Extract<ErrorCode, `serving/${string}`>

interface ServingErrorDetails extends ErrorDetails {
  /** Seconds after which to try again. */
  readonly retryAfter?: number | undefined
  readonly problems?: readonly RequestProblem[] | undefined
}

/** A request that cannot be answered; `errorCatalogue[code].status` is its HTTP status. */
export class ServingError extends FidelioError {
  declare readonly code: ServingErrorCode
  /** Seconds after which to try again, where that may help. */
  readonly retryAfter: number | undefined
  /** All that is wrong with the request, the first hundred of it. */
  readonly problems: readonly RequestProblem[]

  constructor(code: ServingErrorCode, message: string, details: ServingErrorDetails = {}) {
    super(code, message, details)
    this.retryAfter = details.retryAfter
    this.problems = details.problems ?? []
  }

  override toJSON(): Record<string, unknown> {
    const problems = this.problems.length === 0 ? {} : { problems: this.problems }
    return { ...super.toJSON(), ...problems }
  }
}
