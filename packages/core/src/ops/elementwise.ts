// The family of element-wise operators: shape rules, references and examples of functions of one and of two numbers.
import { GraphError } from "../errors.ts"
import { isFloat, type Dtype } from "../graph/dtype.ts"
import type { Attributes, Value } from "../graph/graph.ts"
import { broadcastShapes, isStatic, sameShape } from "../graph/shape.ts"
import {
  applyOne,
  innermostGraph,
  lift,
  required,
  type Backward,
  type Domain,
  type GradientContext,
  type GradientRule,
  type NoGradient,
  type OpDefinition,
  type OpExample,
  type Operand,
  type ReferenceTensor,
} from "./op.ts"
import { broadcastTo, numbersOf, referenceTensor } from "./reference.ts"

type Accepted = "float" | "number" | "bool" | "any"

function checkDtype(value: Value, accepted: Accepted): void {
  const { dtype } = value
  const fits =
    accepted === "any" ||
    (accepted === "bool" && dtype === "bool") ||
    (accepted === "float" && isFloat(dtype)) ||
    (accepted === "number" && dtype !== "bool" && dtype !== "string")
  if (!fits) throw new GraphError("graph/shape", `${value.name} is ${dtype}, expected ${accepted}`)
}

/** Signed zeros, ones, infinities, NaN, tiny and huge numbers. */
export const specialNumbers: readonly number[] = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-30, -1e30, 90, -90]

interface UnarySpec<A extends Attributes> {
  readonly type: string
  readonly summary: string
  of(x: number, attributes: A): number
  /** float unless said. */
  readonly accepts?: Accepted
  /** The result's dtype, where it is not the input's. */
  readonly result?: Dtype
  /** Of the examples' numbers; `any` unless said. */
  readonly numbers?: Domain
  readonly gradient: GradientRule<A> | NoGradient
  readonly defaults: A
  readonly examples?: readonly OpExample[]
}

/** An operator that applies a function of one number to each element. */
export function unary<A extends Attributes>(spec: UnarySpec<A>): OpDefinition<A> {
  const { type, summary, accepts = "float", result, numbers = "any", gradient, defaults } = spec
  const build = (x: Value): Value => applyOne(op, [x], defaults)
  const op: OpDefinition<A> = {
    type,
    summary,
    family: "elementwise",
    infer(inputs) {
      const x = required(inputs, 0)
      checkDtype(x, accepts)
      return [{ dtype: result ?? x.dtype, shape: x.shape }]
    },
    reference(inputs, attributes) {
      const x = required(inputs, 0)
      return [
        { dtype: result ?? x.dtype, shape: x.shape, data: numbersOf(x).map((number) => spec.of(number, attributes)) },
      ]
    },
    gradient,
    examples: [
      { name: "matrix", inputs: [unaryInput([2, 3], accepts, numbers)], build },
      { name: "scalar", inputs: [unaryInput([], accepts, numbers)], build },
      { name: "empty", inputs: [unaryInput([0, 3], accepts, numbers)], build },
      ...(accepts === "bool" ? [] : [specialExample(build)]),
      ...(spec.examples ?? []),
    ],
  }
  return op
}

const unaryInput = (shape: readonly number[], accepts: Accepted, domain: Domain) =>
  accepts === "bool" ? { shape, dtype: "bool" as const, domain: { values: [0, 1] } } : { shape, domain }

const specialExample = (build: OpExample["build"]): OpExample => ({
  name: "special values",
  inputs: [{ shape: [specialNumbers.length], domain: { values: specialNumbers } }],
  build,
  skipGradient: "kinks, poles and infinities",
})

/** What a gradient rule of a binary operator is given. */
interface BinaryGradient extends GradientContext {
  readonly a: Value
  readonly b: Value
}

interface BinarySpec {
  readonly type: string
  readonly summary: string
  of(a: number, b: number, dtype: Dtype): number
  /** number unless said. */
  readonly accepts?: Accepted
  readonly result?: Dtype
  /** Of the examples' two inputs; `any` unless said. */
  readonly numbers?: readonly [Domain, Domain]
  readonly gradient: ((context: BinaryGradient) => readonly [Backward, Backward]) | NoGradient
  readonly defaults?: Attributes
  readonly examples?: readonly OpExample[]
}

const broadcastPairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[2, 3], [2, 3]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [[2, 3], []],
  [[], [2, 3]],
  [[2, 1], [1, 3]],
  [[4, 1, 3], [2, 1]],
  [[1], [2, 2]],
  [[0, 3], [1, 3]],
] // prettier-ignore

/** An operator that applies a function of two numbers to the elements of two tensors, broadcast. */
export function binary(spec: BinarySpec): OpDefinition {
  const { type, summary, accepts = "number", result, gradient, defaults = {} } = spec
  const build = (a: Value, b: Value): Value => applyOne(op, [a, b], defaults)
  const op: OpDefinition = {
    type,
    summary,
    family: "elementwise",
    infer(inputs) {
      const [a, b] = [required(inputs, 0), required(inputs, 1)]
      checkDtype(a, accepts)
      sameDtype(a, b)
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(a.shape, b.shape) }]
    },
    reference: (inputs) => [mapPairs(spec, required(inputs, 0), required(inputs, 1))],
    gradient:
      typeof gradient === "function"
        ? (context) => gradient({ ...context, a: context.input, b: required(context.inputs, 1) })
        : gradient,
    examples: [...binaryExamples(spec, build), ...(spec.examples ?? [])],
  }
  return op
}

function mapPairs(spec: BinarySpec, a: ReferenceTensor, b: ReferenceTensor): ReferenceTensor {
  const shape = broadcastShapes(a.shape, b.shape) as readonly number[] // of concrete tensors
  const left = broadcastTo(a, shape).data
  const right = broadcastTo(b, shape).data
  if (!(left instanceof Float64Array) || !(right instanceof Float64Array)) {
    const texts = Array.from<string | number>(left) // only Equal takes strings
    return referenceTensor(
      "bool",
      shape,
      texts.map((text, i) => Number(text === right[i])),
    )
  }
  return { dtype: spec.result ?? a.dtype, shape, data: left.map((x, i) => spec.of(x, right[i]!, a.dtype)) } // same length
}

function binaryExamples(spec: BinarySpec, build: OpExample["build"]): OpExample[] {
  const domains = spec.numbers ?? ["any", "any"]
  const dtype = spec.accepts === "bool" ? "bool" : "float32"
  const domain = (i: 0 | 1): Domain => (dtype === "bool" ? { values: [0, 1, 1] } : domains[i])
  const pairs = broadcastPairs.map(([a, b]) => ({
    name: `[${a.join()}] with [${b.join()}]`,
    inputs: [
      { shape: a, dtype, domain: domain(0) },
      { shape: b, dtype, domain: domain(1) },
    ] as const,
    build,
  }))
  if (dtype === "bool") return pairs
  const count = specialNumbers.length
  const values = { values: specialNumbers }
  return [
    ...pairs,
    {
      name: "special values",
      inputs: [
        { shape: [count, 1], domain: values },
        { shape: [1, count], domain: values },
      ],
      build,
      skipGradient: "kinks, poles and infinities",
    },
  ]
}

/** Fails unless both values have one dtype. */
export function sameDtype(a: Value, b: Value): void {
  if (a.dtype !== b.dtype) throw new GraphError("graph/shape", `${a.name} is ${a.dtype} but ${b.name} is ${b.dtype}`)
}

/** Operands that leave the other one as it is, such as 0 in a sum. */
interface Neutral {
  readonly left?: number
  readonly right?: number
}

/** Applies a binary operator; two constant numbers become one, and a neutral operand leaves the other as it is. */
export function applyBinary(op: OpDefinition, a: Operand, b: Operand, neutral: Neutral = {}): Value {
  const [left, right] = lift([a, b]) as [Value, Value] // two in, two out
  if (left.dtype === right.dtype && isFloat(left.dtype)) {
    if (isNumber(right, neutral.right) && keepsShape(left, right)) return left
    if (isNumber(left, neutral.left) && keepsShape(right, left)) return right
    const folded = fold(op, left, right)
    if (folded !== undefined) return folded
  }
  return applyOne(op, [left, right], op.type === "Mod" ? { fmod: isFloat(left.dtype) ? 1 : 0 } : {})
}

/** The number that a constant scalar holds. */
export function scalarOf(value: Value): number | undefined {
  const { constant } = value
  if (constant === undefined || constant.data.length !== 1 || constant.shape.length > 0) return undefined
  return typeof constant.data[0] === "string" ? undefined : Number(constant.data[0])
}

const isNumber = (value: Value, number: number | undefined): boolean =>
  number !== undefined && scalarOf(value) === number

const keepsShape = (kept: Value, other: Value): boolean =>
  isStatic(other.shape) && sameShape(broadcastShapes(kept.shape, other.shape), kept.shape)

function fold(op: OpDefinition, a: Value, b: Value): Value | undefined {
  const [left, right] = [scalarOf(a), scalarOf(b)]
  if (left === undefined || right === undefined || a.dtype !== "float32") return undefined
  const tensors = [left, right].map((number): ReferenceTensor => ({
    dtype: a.dtype,
    shape: [],
    data: Float64Array.of(number),
  }))
  const [result] = op.reference(tensors, {}, () => [])
  if (result === undefined || result.dtype !== a.dtype) return undefined
  return innermostGraph([a, b]).constant(Number(result.data[0]), a.dtype)
}
