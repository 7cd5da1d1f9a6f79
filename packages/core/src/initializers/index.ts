// Every initializer, and how a config's reference to one becomes a sampler.
import type { Initializer } from "../define.ts"
import { invariant } from "../errors.ts"
import type { Sampler } from "../layers/context.ts"
import type { InitializerReference } from "../schema/fields.ts"
import { constant } from "./constant.ts"
import { dirac } from "./dirac.ts"
import { eye } from "./eye.ts"
import { identity } from "./identity.ts"
import { kaimingNormal } from "./kaiming-normal.ts"
import { kaimingUniform } from "./kaiming-uniform.ts"
import { normal } from "./normal.ts"
import { ones } from "./ones.ts"
import { orthogonal } from "./orthogonal.ts"
import { sparse } from "./sparse.ts"
import { uniform } from "./uniform.ts"
import { xavierNormal } from "./xavier-normal.ts"
import { xavierUniform } from "./xavier-uniform.ts"
import { zeros } from "./zeros.ts"

export const initializers: readonly Initializer[] = [
  constant,
  dirac,
  eye,
  identity,
  kaimingNormal,
  kaimingUniform,
  normal,
  ones,
  orthogonal,
  sparse,
  uniform,
  xavierNormal,
  xavierUniform,
  zeros,
]

/** The sampler of an initializer given by name, or by `type` and settings. */
export function resolveInitializer(reference: InitializerReference): Sampler {
  const given = typeof reference === "string" ? { type: reference } : reference
  const initializer = initializers.find((candidate) => candidate.type === given.type)
  invariant(initializer, `no initializer "${given.type}"`)
  const settings = initializer.schema.parse(given)
  return (shape, random) => initializer.sample(settings, shape, random)
}

/** Draws each slice along the first axis on its own, so that the scale follows the slice's shape. */
export const eachSlice =
  (sampler: Sampler): Sampler =>
  (shape, random) => {
    const [count = 0, ...slice] = shape
    const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1))
    const length = count === 0 ? 0 : numbers.length / count
    for (let i = 0; i < count; i++) numbers.set(sampler(slice, random), i * length)
    return numbers
  }
