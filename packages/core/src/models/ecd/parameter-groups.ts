// Small parameters that are treated alike are one vector of the loop's state: one update for all of them, not a dozen nodes each.
import type { Value } from "../../graph/graph.ts"
import { sizeOf } from "../../graph/shape.ts"
import type { Parameter } from "../../layers/context.ts"
import { concat, reshape, split } from "../../ops/index.ts"

/** Above this many numbers the copies cost more than the nodes. */
const largestJoined = 4096

/** Parameters that are updated as one tensor; large ones are a group of their own. */
export interface ParameterGroup {
  readonly name: string
  readonly shape: readonly number[]
  readonly parameters: readonly Parameter[]
  readonly decay: boolean
  readonly learningRateScale: number
}

/** Where a tensor of the model lies among the variables of training. */
export interface Place {
  readonly variable: string
  readonly offset: number
  readonly shape: readonly number[]
}

export interface Grouping {
  /** Whether the optimizer updates each number by itself, so that parameters may be joined. */
  readonly isElementwise: boolean
  /** Whether it draws weights to 0; if not, those it would spare need no group of their own. */
  readonly decays: boolean
}

export function groupParameters(
  parameters: readonly Parameter[],
  { isElementwise, decays }: Grouping,
): readonly ParameterGroup[] {
  const small = new Map<string, Parameter[]>()
  const groups: ParameterGroup[] = []
  for (const parameter of parameters) {
    const { name, shape, learningRateScale } = parameter
    const decay = decays && parameter.decay
    const kind = `${decay ? "decayed" : "plain"} × ${learningRateScale}`
    if (!isElementwise || sizeOf(shape) > largestJoined)
      groups.push({ name, shape, parameters: [parameter], decay, learningRateScale })
    else small.set(kind, [...(small.get(kind) ?? []), parameter])
  }
  for (const [kind, members] of small) groups.push(groupOf(members, { kind, decays }))
  return groups
}

function groupOf(
  parameters: readonly Parameter[],
  { kind, decays }: { readonly kind: string; readonly decays: boolean },
): ParameterGroup {
  const { learningRateScale, shape, name: only, ...first } = parameters[0]! // a group has members
  const decay = decays && first.decay
  if (parameters.length === 1) return { name: only, shape, parameters, decay, learningRateScale }
  const size = parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0)
  return { name: `parameters (${kind})`, shape: [size], parameters, decay, learningRateScale }
}

/** The parameters' values, by name, out of the groups' values. */
export function takeApart(groups: readonly ParameterGroup[], values: readonly Value[]): ReadonlyMap<string, Value> {
  return new Map(
    groups.flatMap(({ parameters }, i) => {
      const value = values[i]! // one a group
      if (parameters.length === 1) return [[parameters[0]!.name, value] as const]
      const parts = splitAll(
        value,
        parameters.map(({ shape }) => sizeOf(shape)),
      )
      return parameters.map(({ name, shape }, part) => [name, reshape(parts[part]!, shape)] as const)
    }),
  )
}

/** The groups' values out of the parameters'. */
export function putTogether(groups: readonly ParameterGroup[], values: ReadonlyMap<string, Value>): readonly Value[] {
  return groups.map(({ parameters }) => {
    const parts = parameters.map(({ name }) => values.get(name)!) // one a parameter
    return parts.length === 1
      ? parts[0]!
      : concatAll(parts.map((part) => (part.shape.length === 1 ? part : reshape(part, [-1]))))
  })
}

/** Tensors that one node takes or makes: a GPU's shader sees a dozen at most. */
const mostAtOnce = 8

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

/** Parts of a vector, by a tree of splits. */
function splitAll(vector: Value, sizes: readonly number[]): readonly Value[] {
  if (sizes.length <= mostAtOnce) return split(vector, sizes, 0)
  const chunks = chunksOf(sizes, mostAtOnce)
  const parts = splitAll(
    vector,
    chunks.map((chunk) => chunk.reduce((sum, size) => sum + size, 0)),
  )
  return chunks.flatMap((chunk, i) => (chunk.length === 1 ? [parts[i]!] : split(parts[i]!, chunk, 0))) // one a chunk
}

/** Vectors end to end, by a tree of concatenations. */
function concatAll(vectors: readonly Value[]): Value {
  if (vectors.length === 1) return vectors[0]! // the only one
  if (vectors.length <= mostAtOnce) return concat(vectors, 0)
  return concatAll(chunksOf(vectors, mostAtOnce).map(concatAll))
}

/** Where each parameter lies; `variableOf` names the variable that is meant: the group's own, its average. */
export function placesOf(
  groups: readonly ParameterGroup[],
  variableOf: (name: string) => string,
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const { name: group, parameters } of groups) {
    let offset = 0
    for (const { name, shape } of parameters) {
      places.set(name, { variable: variableOf(group), offset, shape })
      offset += sizeOf(shape)
    }
  }
  return places
}
