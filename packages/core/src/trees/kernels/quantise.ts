// Gradients and hessians → 16-bit integers side by side, by stochastic rounding: ⌊x·scale + u⌋ with u uniform in [0, 1), so that sums are right on average.
import {
  countTo,
  f32,
  f32x4,
  i32,
  i32x4,
  sequence,
  v128,
  wasmFunction,
  type Code,
  type Local,
} from "../wasm/assembler.ts"

const address = (list: Local, index: Local): Code => i32.add(list.get, i32.shl(index.get, i32.const(2)))

/** Bits that differ from row to row and from key to key. */
const hash = (x: Local): Code =>
  sequence(
    x.set(i32x4.mul(v128.xor(x.get, i32x4.shrUnsigned(x.get, i32.const(16))), i32x4.splat(i32.const(0x7feb352d)))),
    x.set(i32x4.mul(v128.xor(x.get, i32x4.shrUnsigned(x.get, i32.const(15))), i32x4.splat(i32.const(0x846ca68b)))),
    x.set(v128.xor(x.get, i32x4.shrUnsigned(x.get, i32.const(16)))),
  )

const uniform = (bits: Code): Code => f32x4.mul(f32x4.convert(bits), f32x4.const(2 ** -16))

/** Rows begin … end − 1, four at a time: begin is a multiple of four, and the lists have room for whole vectors. */
export const quantise = wasmFunction({
  name: "quantise",
  parameters: {
    begin: "i32",
    end: "i32",
    gradients: "i32",
    hessians: "i32",
    pairs: "i32",
    gradientScale: "f32",
    hessianScale: "f32",
    key: "i32",
  },
  locals: { random: "v128", gradient: "v128", hessian: "v128" },
  body: (v) => {
    const scaled = (list: Local, scale: Local): Code =>
      f32x4.mul(v128.load(address(list, v.begin)), f32x4.splat(scale.get))
    const rounded = (value: Code, bits: Code): Code => i32x4.truncate(f32x4.floor(f32x4.add(value, uniform(bits))))
    return countTo(
      v.begin,
      v.end.get,
      4,
      v.random.set(i32x4.add(i32x4.splat(v.begin.get), i32x4.lanes(0, 1, 2, 3))),
      v.random.set(i32x4.add(i32x4.mul(v.random.get, i32x4.splat(i32.const(0x9e3779b9))), i32x4.splat(v.key.get))),
      hash(v.random),
      v.gradient.set(
        rounded(scaled(v.gradients, v.gradientScale), v128.and(v.random.get, i32x4.splat(i32.const(0xffff)))),
      ),
      v.hessian.set(rounded(scaled(v.hessians, v.hessianScale), i32x4.shrUnsigned(v.random.get, i32.const(16)))),
      v128.store(address(v.pairs, v.begin), v128.or(i32x4.shl(v.gradient.get, i32.const(16)), v.hessian.get)),
    )
  },
})

/** The largest absolute value of rows begin … end − 1, four at a time. */
export const largest = wasmFunction({
  name: "largest",
  parameters: { begin: "i32", end: "i32", values: "i32" },
  locals: { most: "v128" },
  result: "f32",
  body: (v) =>
    sequence(
      countTo(
        v.begin,
        v.end.get,
        4,
        v.most.set(f32x4.max(v.most.get, f32x4.abs(v128.load(address(v.values, v.begin))))),
      ),
      f32.max(
        f32.max(f32x4.lane(v.most.get, 0), f32x4.lane(v.most.get, 1)),
        f32.max(f32x4.lane(v.most.get, 2), f32x4.lane(v.most.get, 3)),
      ),
    ),
})
