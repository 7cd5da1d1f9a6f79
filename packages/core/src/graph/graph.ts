// The graph: values, the nodes that make them, inputs, outputs and constants, exactly as ONNX means them.
import type { Dtype } from "./dtype.ts"
import type { Shape } from "./shape.ts"
import { tensorOf, type Tensor } from "./tensor.ts"
import { invariant } from "../errors.ts"

/** A setting of a node that is fixed when the graph is built. */
export type Attribute = number | string | readonly number[] | readonly string[] | Tensor | Graph
export type Attributes = Readonly<Record<string, Attribute | undefined>>

/** A tensor that the graph will hold when it runs: an input, a constant or a node's output. */
export interface Value {
  readonly graph: Graph
  /** Unique within the graph and everything nested in it. */
  readonly name: string
  readonly dtype: Dtype
  readonly shape: Shape
  /** The node that makes it; undefined for inputs and constants. */
  readonly producer: Node | undefined
  /** The numbers of a constant. */
  readonly constant: Tensor | undefined
}

/** One application of an operator. */
export interface Node {
  /** ONNX's name of the operator. */
  readonly type: string
  /** `""` for the standard operators. */
  readonly domain: string
  /** Optional inputs that are left out are undefined. */
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes
}

/** What a node's output will be. */
export interface ValueInfo {
  readonly dtype: Dtype
  readonly shape: Shape
}

/** What `append` needs to make a node. */
export interface NodeSpec {
  readonly type: string
  readonly domain?: string
  readonly inputs: readonly (Value | undefined)[]
  readonly attributes: Attributes
  readonly outputs: readonly ValueInfo[]
  /** Names for the outputs; made from the operator's name where absent. */
  readonly names?: readonly string[]
}

/** A graph under construction. Nodes are kept in the order they were appended, which is a topological one. */
export class Graph {
  readonly name: string
  /** The graph that this one is nested in (a loop's body); its values can be used here. */
  readonly parent: Graph | undefined
  readonly inputs: Value[] = []
  readonly outputs: { readonly name: string; readonly value: Value }[] = []
  readonly constants: Value[] = []
  readonly nodes: Node[] = []
  readonly #names: Set<string>
  readonly #constantsByContent = new Map<string, Value>()

  constructor(name: string, parent?: Graph) {
    this.name = name
    this.parent = parent
    this.#names = parent === undefined ? new Set() : parent.#names
  }

  /** A named input. A dimension given as a string is symbolic. */
  input(name: string, dtype: Dtype, shape: Shape): Value {
    invariant(!this.#names.has(name), `two values named "${name}"`)
    const value = this.#value(name, { dtype, shape })
    this.inputs.push(value)
    return value
  }

  /** A constant: a tensor, or plain numbers of a dtype (float32 unless said). Small equal constants are shared. */
  constant(content: Tensor | number | readonly number[], dtype: Dtype = "float32", name?: string): Value {
    const tensor = isTensor(content) ? content : fromNumbers(content, dtype)
    const key =
      tensor.data.length <= 64
        ? `${tensor.dtype}[${tensor.shape.join()}]${Array.from(tensor.data, formatElement).join()}`
        : ""
    const known = key === "" ? undefined : this.#constantsByContent.get(key)
    if (known !== undefined) return known
    const value = this.#value(this.#fresh(name ?? "constant"), { dtype: tensor.dtype, shape: tensor.shape }, tensor)
    this.constants.push(value)
    if (key !== "") this.#constantsByContent.set(key, value)
    return value
  }

  /** Appends a node and returns its outputs. Operators call this; see `applyOp`. */
  append(spec: NodeSpec): readonly Value[] {
    for (const input of spec.inputs) {
      invariant(input === undefined || this.#sees(input), `${spec.type} uses a value of another graph`)
    }
    const outputs: Value[] = []
    const node: Node = {
      type: spec.type,
      domain: spec.domain ?? "",
      inputs: spec.inputs,
      outputs,
      attributes: spec.attributes,
    }
    for (const [i, info] of spec.outputs.entries()) {
      outputs.push({ ...this.#value(this.#fresh(spec.names?.[i] ?? spec.type), info), producer: node })
    }
    this.nodes.push(node)
    return outputs
  }

  /** Declares a value as an output under a name. */
  output(name: string, value: Value): void {
    invariant(!this.outputs.some((output) => output.name === name), `two outputs named "${name}"`)
    this.outputs.push({ name, value })
  }

  /** A name that no value here, in a graph around this one or nested in it has. */
  uniqueName(base: string): string {
    return this.#fresh(base)
  }

  /** A graph nested in this one, for the body of a loop, with a name of its own. */
  child(name: string): Graph {
    const unique = this.#fresh(name)
    this.#names.add(unique)
    return new Graph(unique, this)
  }

  #value(name: string, info: ValueInfo, constant?: Tensor): Value {
    this.#names.add(name)
    return { graph: this, name, dtype: info.dtype, shape: info.shape, producer: undefined, constant }
  }

  #fresh(base: string): string {
    if (!this.#names.has(base)) return base
    for (let i = this.#names.size; ; i++) {
      const name = `${base}_${i}`
      if (!this.#names.has(name)) return name
    }
  }

  #sees(value: Value): boolean {
    return value.graph === this || (this.parent !== undefined && this.parent.#sees(value))
  }
}

function isTensor(content: Tensor | number | readonly number[]): content is Tensor {
  return typeof content === "object" && "dtype" in content
}

function fromNumbers(content: number | readonly number[], dtype: Dtype): Tensor {
  return typeof content === "number" ? tensorOf(dtype, [], [content]) : tensorOf(dtype, [content.length], content)
}

/** −0 and 0 are different constants. */
function formatElement(element: number | bigint | string): string {
  return Object.is(element, -0) ? "-0" : typeof element === "string" ? JSON.stringify(element) : String(element)
}
