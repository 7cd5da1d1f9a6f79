// Weights stored in fewer bytes, as float16 or as int8 with scales, and made float32 again within the graph.
import { dtypeCodes } from "../graph/dtype.ts"
import { toFloat16 } from "../graph/float16.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { rewriteGraph } from "../graph/rewrite.ts"
import { sizeOf } from "../graph/shape.ts"
import { tensor, type Tensor } from "../graph/tensor.ts"

export const compressedDtypes = ["float16", "int8"] as const
export type CompressedDtype = (typeof compressedDtypes)[number]

type Weights = Tensor<"float32">

/** Smaller tensors would hardly make the file smaller. */
const leastSize = 256

/** A scale for fewer numbers than these would cost more than it gains. */
const leastGroup = 32

/**
 * The same graph, its large constants of two and more axes stored in half or a quarter of the bytes. Runtimes restore them when they load
 * the file, by operators that compute the same everywhere: DequantizeLinear they take as leave to round what it is multiplied with too.
 */
export function compressWeights(graph: Graph, dtype: CompressedDtype): Graph {
  const store = { float16: storeAsFloat16, int8: storeAsInt8 }[dtype]
  return rewriteGraph(graph, {
    constant({ constant, name }, copy) {
      const isLarge = constant !== undefined && constant.shape.length >= 2 && sizeOf(constant.shape) >= leastSize
      return isLarge && constant.dtype === "float32" ? store(copy, constant as Weights, name) : undefined // by its dtype
    },
  })
}

/** Undefined where a number is too large. */
function storeAsFloat16(graph: Graph, { shape, data }: Weights, name: string): Value | undefined {
  const half = toFloat16(data)
  if (half.some((bits) => (bits & 0x7c00) === 0x7c00)) return undefined
  return toFloat32(graph.constant(tensor("float16", shape, half), "float16", `${name}.float16`))
}

/** x ≈ q · scale with q from −127 to 127; undefined where a number is not finite. */
function storeAsInt8(graph: Graph, weights: Weights, name: string): Value | undefined {
  const { shape, data } = weights
  if (!data.every(Number.isFinite)) return undefined
  const { whole, scales } = groupings(shape)
    .map((grouping) => quantize(data, grouping))
    .reduce((best, other) => (other.error < best.error ? other : best))
  const factors = toFloat32(graph.constant(tensor("int8", shape, whole), "int8", `${name}.int8`))
  const inputs = [factors, graph.constant(scales, "float32", `${name}.scales`)]
  const [restored] = graph.append({ type: "Mul", inputs, attributes: {}, outputs: [{ dtype: "float32", shape }] })
  return restored
}

const toFloat32 = (value: Value): Value =>
  value.graph.append({
    type: "Cast",
    inputs: [value],
    attributes: { to: dtypeCodes.float32 },
    outputs: [{ dtype: "float32", shape: value.shape }],
  })[0]! // one output

/** Which numbers share a scale: those that differ only along axes where the scales have length 1. */
interface Grouping {
  /** Of the scales. */
  readonly shape: readonly number[]
  /** The scale of each number. */
  readonly groupOf: Int32Array
}

/** Every choice of axes along which scales differ, where a scale has numbers enough. */
function groupings(shape: readonly number[]): readonly Grouping[] {
  const size = sizeOf(shape)
  const choices = shape.reduce<(readonly number[])[]>(
    (before, length) => before.flatMap((choice) => [[...choice, 1], ...(length === 1 ? [] : [[...choice, length]])]),
    [[]],
  )
  return choices
    .filter((choice) => size >= leastGroup * sizeOf(choice))
    .map((choice) => ({
      shape: choice,
      groupOf: Int32Array.from({ length: size }, (_, i) => placeIn(choice, shape, i)),
    }))
}

/** Where the number at a place of a tensor finds its scale. */
function placeIn(scales: readonly number[], shape: readonly number[], place: number): number {
  let group = 0
  let [rest, stride] = [place, 1]
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]! // in range
    if (scales[axis] === length) {
      group += stride * (rest % length)
      stride *= length
    }
    rest = Math.floor(rest / length)
  }
  return group
}

interface Quantized {
  readonly whole: Int8Array
  readonly scales: Weights
  /** Σ (x − q · scale)² */
  readonly error: number
}

function quantize(data: Float32Array, { shape, groupOf }: Grouping): Quantized {
  const scales = new Float32Array(sizeOf(shape))
  for (const [i, group] of groupOf.entries()) scales[group] = Math.max(scales[group]!, Math.abs(data[i]!) / 127) // as many
  const scaleOf = (i: number): number => scales[groupOf[i]!]! || 1 // of zeros only
  const whole = Int8Array.from(data, (x, i) => Math.round(x / scaleOf(i)))
  const error = data.reduce((sum, x, i) => sum + (x - whole[i]! * scaleOf(i)) ** 2, 0)
  return { whole, scales: tensor("float32", shape, scales), error }
}
