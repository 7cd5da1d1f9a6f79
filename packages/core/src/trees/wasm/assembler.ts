// A small assembler for WebAssembly: expressions are nested calls, functions have named locals, a module shares the host's memory.

/** Instructions, encoded. */
export type Code = readonly number[]
export type WasmType = "i32" | "i64" | "f32" | "f64" | "v128"

const typeCodes: Readonly<Record<WasmType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }

// ── numbers (LEB128) ────────────────────────────────────────────────────────────────────────────

const unsigned = (value: number): Code => {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  return bytes
}

const signed = (value: number): Code => {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(isLast ? low : low | 0x80)
    if (isLast) return bytes
  }
}

const bytesOf = (text: string): Code => Array.from(text, (letter) => letter.charCodeAt(0))
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const float32Bytes = (value: number): Code => [...new Uint8Array(new Float32Array([value]).buffer)]
const float64Bytes = (value: number): Code => [...new Uint8Array(new Float64Array([value]).buffer)]

// ── instructions ────────────────────────────────────────────────────────────────────────────────

type Operator = (...operands: readonly Code[]) => Code
const operator =
  (...code: Code): Operator =>
  (...operands) => [...operands.flat(), ...code]
/** SIMD instructions have a prefix. */
const vector = (code: number): Operator => operator(0xfd, ...unsigned(code))

type Load = (address: Code, offset?: number) => Code
type Store = (address: Code, value: Code, offset?: number) => Code
/** `align` is the exponent that the format wants; 0 promises nothing. */
const load =
  (...code: Code): Load =>
  (address, offset = 0) => [...address, ...code, 0, ...unsigned(offset)]
const store =
  (...code: Code): Store =>
  (address, value, offset = 0) => [...address, ...value, ...code, 0, ...unsigned(offset)]

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: load(0x28),
  load8: load(0x2d),
  load16: load(0x2f),
  store: store(0x36),
  add: operator(0x6a),
  sub: operator(0x6b),
  mul: operator(0x6c),
  and: operator(0x71),
  xor: operator(0x73),
  shl: operator(0x74),
  shr: operator(0x75),
  shrUnsigned: operator(0x76),
  less: operator(0x49),
} as const

export const i64 = {
  const: (value: number): Code => [0x42, ...signed(value)],
  load: load(0x29),
  store: store(0x37),
  add: operator(0x7c),
  sub: operator(0x7d),
  or: operator(0x84),
  shl: operator(0x86),
  extend: operator(0xac),
  extendUnsigned: operator(0xad),
} as const

export const f32 = { load: load(0x2a), store: store(0x38), max: operator(0x97) } as const

export const f64 = {
  const: (value: number): Code => [0x44, ...float64Bytes(value)],
  load: load(0x2b),
  store: store(0x39),
  add: operator(0xa0),
  mul: operator(0xa2),
  promote: operator(0xbb),
} as const

export const v128 = {
  load: load(0xfd, 0),
  store: store(0xfd, 11),
  and: vector(78),
  or: vector(80),
  xor: vector(81),
} as const

export const i32x4 = {
  splat: vector(17),
  shl: vector(171),
  shr: vector(172),
  shrUnsigned: vector(173),
  add: vector(174),
  mul: vector(181),
  min: vector(182),
  lanes: (...values: readonly [number, number, number, number]): Code => [
    0xfd,
    12,
    ...new Uint8Array(new Int32Array(values).buffer),
  ],
  truncate: vector(248),
} as const

export const i64x2 = { add: vector(206), sub: vector(209) } as const

export const f32x4 = {
  splat: vector(19),
  const: (value: number): Code => vector(19)([0x43, ...float32Bytes(value)]),
  convert: vector(250),
  floor: vector(104),
  abs: vector(224),
  add: vector(228),
  sub: vector(229),
  mul: vector(230),
  div: vector(231),
  min: vector(232),
  max: vector(233),
  lane: (value: Code, lane: number): Code => [...value, 0xfd, 31, lane],
} as const

/** A local variable or parameter. */
export interface Local {
  readonly index: number
  readonly get: Code
  set(value: Code): Code
  tee(value: Code): Code
}

const localAt = (index: number): Local => ({
  index,
  get: [0x20, ...unsigned(index)],
  set: (value) => [...value, 0x21, ...unsigned(index)],
  tee: (value) => [...value, 0x22, ...unsigned(index)],
})

export const sequence = (...parts: readonly Code[]): Code => parts.flat()

/** Repeats the body with `counter`, unsigned, from what it holds up to `end`, in steps; not at all where it is there already. */
export const countTo = (counter: Local, end: Code, step: number, ...body: readonly Code[]): Code => [
  0x02,
  0x40,
  0x03,
  0x40,
  ...i32.less(counter.get, end),
  0x45,
  0x0d,
  1, // leave the block where it is not less
  ...body.flat(),
  ...counter.set(i32.add(counter.get, i32.const(step))),
  0x0c,
  0,
  0x0b,
  0x0b,
]

/** Sets bytes of memory to zero. */
export const zeroMemory = (address: Code, bytes: Code): Code => [...address, ...i32.const(0), ...bytes, 0xfc, 11, 0]
/** Copies bytes of memory; the ranges may overlap. */
export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [...to, ...from, ...bytes, 0xfc, 10, 0, 0]

// ── functions and modules ───────────────────────────────────────────────────────────────────────

export interface WasmFunction {
  readonly name: string
  readonly parameters: readonly WasmType[]
  readonly locals: readonly WasmType[]
  readonly result: WasmType | undefined
  readonly body: Code
}

export interface FunctionSpec<P extends string, L extends string> {
  readonly name: string
  readonly parameters: Readonly<Record<P, WasmType>>
  readonly locals?: Readonly<Record<L, WasmType>>
  readonly result?: WasmType
  body(variables: Readonly<Record<P | L, Local>>): Code
}

/** A function of a module; the body is written with its variables by name. */
export function wasmFunction<const P extends string, const L extends string = never>(
  spec: FunctionSpec<P, L>,
): WasmFunction {
  const names = [...Object.keys(spec.parameters), ...Object.keys(spec.locals ?? {})]
  const variables = Object.fromEntries(names.map((name, index) => [name, localAt(index)])) as Record<P | L, Local> // the keys are both records'
  return {
    name: spec.name,
    parameters: Object.values(spec.parameters),
    locals: Object.values(spec.locals ?? {}),
    result: spec.result,
    body: spec.body(variables),
  }
}

/** Pages of 64 KiB that 32-bit addresses reach. */
export const mostPages = 65_536

/** The bytes of a module with these functions, all exported, over the memory `host.memory`. */
export function assemble(functions: readonly WasmFunction[], isShared: boolean): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((type) => [typeCodes[type]])),
    ...list(result === undefined ? [] : [[typeCodes[result]]]),
  ])
  const memory = [0x02, isShared ? 0x03 : 0x01, ...unsigned(1), ...unsigned(mostPages)]
  const imports = [...sized(bytesOf("host")), ...sized(bytesOf("memory")), ...memory]
  const exports = functions.map(({ name }, index) => [...sized(bytesOf(name)), 0, ...unsigned(index)])
  const bodies = functions.map(({ locals, body }) =>
    sized([...list(locals.map((type) => [1, typeCodes[type]])), ...body, 0x0b]),
  )
  const section = (id: number, content: Code): Code => [id, ...sized(content)]
  return new Uint8Array([
    ...bytesOf("\0asm"),
    1,
    0,
    0,
    0,
    ...section(1, list(types)),
    ...section(2, list([imports])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(exports)),
    ...section(10, list(bodies)),
  ])
}
