// An answer of the hub that says what is wrong.
import type { Problem } from "./contract/values.ts"

/** Thrown by the client for every answer that is not a success; `problem` is what the hub said. */
export class HubError extends Error {
  override readonly name = "HubError"
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }

  get code(): string {
    return this.problem.code
  }
}
