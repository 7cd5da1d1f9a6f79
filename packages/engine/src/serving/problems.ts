// What is wrong with a request, collected: all of it is counted, the first hundred are kept.
import type { RequestProblem } from "./hosted-model.ts"
import { ServingError } from "./serving-error.ts"

const most = 100

/** Of which the error's message speaks. */
const told = 10

export class Problems {
  readonly #kept: RequestProblem[] = []
  /** Record and field of those that are known, so that two inputs that read one field say it once. */
  readonly #places = new Set<string>()
  #count = 0

  add(problem: Omit<RequestProblem, "hint"> & { readonly hint?: string | undefined }): void {
    const place = `${problem.record} ${problem.field}`
    if (this.#places.has(place)) return
    if (this.#places.size < 10_000) this.#places.add(place)
    this.#count++
    if (this.#kept.length < most) this.#kept.push({ ...problem, hint: problem.hint })
  }

  /** Raises what was added, if anything was. */
  raise(): void {
    if (this.#count === 0) return
    const sentences = this.#kept.slice(0, told).map(({ message }) => message)
    const rest = this.#count - sentences.length
    if (rest > 0) sentences.push(`There ${rest === 1 ? "is one more problem" : `are ${rest} more problems`}.`)
    const hint = this.#count === 1 ? this.#kept[0]!.hint : undefined
    throw new ServingError("serving/request", sentences.join(" "), { problems: this.#kept, hint })
  }
}
