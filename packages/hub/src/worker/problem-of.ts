// An error as it is kept with a version that failed.
import type { Problem } from "@fidelio/client"
import { errorCatalogue, FidelioError, type ErrorCode } from "@fidelio/core/errors"

/** Of an error that is not ours nothing but its sentence is known. */
export function problemOf(error: unknown): Problem {
  const code: ErrorCode = error instanceof FidelioError ? error.code : "hub/failed"
  const { summary, status } = errorCatalogue[code]
  const { at, hint } = error instanceof FidelioError ? error : {}
  return {
    type: `urn:fidelio:error:${code}`,
    title: summary,
    status,
    code,
    detail: error instanceof Error ? error.message : String(error),
    ...(at === undefined ? {} : { at }),
    ...(hint === undefined ? {} : { hint }),
    ...problemsOf(error),
  }
}

function problemsOf(error: unknown): Pick<Problem, "problems"> {
  if (!(error instanceof Error) || !("problems" in error) || !Array.isArray(error.problems)) return {}
  const problems = error.problems
    .filter((problem) => problem instanceof FidelioError)
    .map(({ code, message, at, hint }) => ({
      code,
      message,
      ...(at === undefined ? {} : { at }),
      ...(hint === undefined ? {} : { hint }),
    }))
  return problems.length === 0 ? {} : { problems }
}
