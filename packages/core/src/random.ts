// Random numbers as a pure function of a key and a counter, so that any draw can be made again without those before it.
// The mixing function is the 32-bit finalizer "lowbias32" (C. Wellons, hash prospector, 2018), applied twice.

const mix = (x: number): number => {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** A 32-bit hash of a key and a counter. */
export const hash32 = (key: number, counter: number): number => mix(mix(counter ^ key) + Math.imul(key, 0x9e3779b9))

/** A 32-bit key from a seed and the path of what it is for, such as `["initializer", "combiner.0.weights"]`. */
export function randomKey(seed: number, ...path: readonly (string | number)[]): number {
  let key = mix(seed >>> 0)
  for (const part of path) {
    if (typeof part === "number") key = hash32(key, part >>> 0)
    else for (let i = 0; i < part.length; i++) key = hash32(key, part.charCodeAt(i))
    key = hash32(key, 0x2f) // parts are separated: ["a", "b"] differs from ["ab"]
  }
  return key
}

/** A sequence of draws from one key. */
export interface RandomStream {
  /** An integer in [0, 2³²). */
  uint32(): number
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** An integer in [0, bound). */
  below(bound: number): number
}

export function randomStream(key: number): RandomStream {
  let counter = 0
  const uint32 = (): number => hash32(key, counter++)
  const uniform = (): number => (uint32() * 0x200000 + (uint32() >>> 11)) / 0x20000000000000
  return {
    uint32,
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (bound) => Math.floor(uniform() * bound),
  }
}

/** A permutation of 0 … size − 1 (Fisher–Yates). */
export function permutation(key: number, size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i)
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor((hash32(key, i) / 0x100000000) * (i + 1))
    const swapped = order[i]! // in range
    order[i] = order[j]!
    order[j] = swapped
  }
  return order
}
