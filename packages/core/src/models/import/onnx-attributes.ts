// Attributes of a node of a file that nobody vouches for: each of the kind that is asked for, or an error.
import type { AttributeMessage, NodeMessage, TensorMessage } from "../../graph/onnx-schema.ts"
import { importError } from "../../trees/import/imported-trees.ts"

const tensorKinds = { float32: 1, uint8: 2, float64: 11 } as const

export class NodeAttributes {
  readonly #node: NodeMessage
  readonly #attributes: ReadonlyMap<string, AttributeMessage>

  constructor(node: NodeMessage) {
    this.#node = node
    this.#attributes = new Map((node.attribute ?? []).map((attribute) => [attribute.name ?? "", attribute]))
  }

  int(name: string, otherwise: number): number {
    return this.#attributes.get(name)?.i ?? otherwise
  }

  text(name: string, otherwise: string): string {
    return this.#attributes.get(name)?.s ?? otherwise
  }

  ints(name: string): readonly number[] {
    return this.#attributes.get(name)?.ints ?? []
  }

  strings(name: string): readonly string[] {
    return this.#attributes.get(name)?.strings ?? []
  }

  /** Written as floats, or as a tensor of one of several dtypes. */
  numbers(name: string): readonly number[] {
    const tensor = this.#attributes.get(name)?.t ?? this.#attributes.get(`${name}_as_tensor`)?.t
    if (tensor !== undefined) return numbersOf(tensor, `${this.#node.opType ?? ""}.${name}`)
    return this.#attributes.get(name)?.floats ?? []
  }

  /** As many as there are of something. */
  counted<T>(list: readonly T[], name: string, count: number): readonly T[] {
    if (list.length === count) return list
    throw importError(`has ${list.length} ${name} in ${this.#node.opType ?? "a node"}; expected ${count}`)
  }
}

/** The numbers of a tensor that lies in the file itself. */
export function numbersOf(tensor: TensorMessage, what: string): readonly number[] {
  if (tensor.dataLocation === 1) throw importError(`keeps ${what} in another file`, "save it as one file")
  const { dataType, rawData, floatData = [], doubleData = [], int32Data = [], dims = [] } = tensor
  const expected = dims.reduce((product, size) => product * size, 1)
  const numbers =
    rawData !== undefined && rawData.length > 0
      ? rawNumbers(rawData, dataType, what)
      : ([floatData, doubleData, int32Data].find(({ length }) => length > 0) ?? [])
  if (numbers.length !== expected) throw importError(`has ${numbers.length} numbers in ${what}; expected ${expected}`)
  return numbers
}

function rawNumbers(raw: Uint8Array, dtype: number | undefined, what: string): readonly number[] {
  const bytes = Uint8Array.from(raw) // a copy, aligned
  switch (dtype) {
    case tensorKinds.uint8:
      return Array.from(bytes)
    case tensorKinds.float32:
      if (bytes.length % 4 === 0) return Array.from(new Float32Array(bytes.buffer))
      break
    case tensorKinds.float64:
      if (bytes.length % 8 === 0) return Array.from(new Float64Array(bytes.buffer))
      break
  }
  throw importError(`has numbers in ${what} that are cut off or of another dtype than float and double`)
}
