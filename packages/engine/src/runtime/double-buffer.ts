// Two sets of tensors for what a graph reads and writes anew each run: no copy, the sets change roles.
import { invariant, type Tensor } from "@fidelio/core"
import type { Binding, OutputTensors, Session, Tensors } from "./session.ts"

/** How the tensors are called in a graph. */
export interface StateNames {
  readonly input: (name: string) => string
  readonly output: (name: string) => string
}

/** Parameters and optimizer state: `current` holds the values, `next` the room for those after the next run. */
export class DoubleBuffer {
  #current: ReadonlyMap<string, Tensor>
  #next: ReadonlyMap<string, Tensor>

  /** Takes over the tensors given: later runs write into them. */
  constructor(initial: ReadonlyMap<string, Tensor>) {
    this.#current = initial
    this.#next = new Map(Array.from(initial, ([name, tensor]) => [name, sameRoom(tensor)]))
  }

  get current(): ReadonlyMap<string, Tensor> {
    return this.#current
  }

  get next(): ReadonlyMap<string, Tensor> {
    return this.#next
  }

  swap(): void {
    ;[this.#current, this.#next] = [this.#next, this.#current]
  }

  /** A binding that reads `current`, writes `next` and then swaps; after a failed run `current` is what it was. */
  bind(session: Session, names: StateNames, fixed: { readonly feeds?: Tensors } = {}): Binding {
    const bound = new Map<ReadonlyMap<string, Tensor>, Binding>()
    const binding = (): Binding => {
      const known = bound.get(this.#current)
      if (known !== undefined) return known
      const feeds = { ...fixed.feeds, ...renamed(this.#current, names.input) }
      const made = session.bind({ feeds, outputs: renamed(this.#next, names.output) })
      bound.set(this.#current, made)
      return made
    }
    return {
      run: async (feeds?: Tensors, outputs?: OutputTensors) => {
        const results = await binding().run(feeds, outputs)
        this.swap()
        return results
      },
    }
  }
}

/** The tensors as a record, under the names that a graph gives them. */
export function renamed(
  tensors: ReadonlyMap<string, Tensor>,
  rename: (name: string) => string,
): Record<string, Tensor> {
  return Object.fromEntries(Array.from(tensors, ([name, tensor]) => [rename(name), tensor]))
}

function sameRoom(tensor: Tensor): Tensor {
  invariant(ArrayBuffer.isView(tensor.data), "only tensors of numbers can be state")
  return { ...tensor, data: tensor.data.slice() }
}
