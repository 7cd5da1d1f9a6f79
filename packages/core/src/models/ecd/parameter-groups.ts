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

/** `joined`: whether the optimizer updates each number by itself, so that parameters may be joined. */
export function groupParameters(parameters: readonly Parameter[], joined: boolean): readonly ParameterGroup[] {
  const small = new Map<string, Parameter[]>()
  const groups: ParameterGroup[] = []
  for (const parameter of parameters) {
    const { name, shape, decay, learningRateScale } = parameter
    const kind = `${decay ? "decayed" : "plain"} × ${learningRateScale}`
    if (!joined || sizeOf(shape) > largestJoined)
      groups.push({ name, shape, parameters: [parameter], decay, learningRateScale })
    else small.set(kind, [...(small.get(kind) ?? []), parameter])
  }
  for (const [kind, members] of small) groups.push(groupOf(members, `parameters (${kind})`))
  return groups
}

function groupOf(parameters: readonly Parameter[], name: string): ParameterGroup {
  const { decay, learningRateScale, shape, name: only } = parameters[0]! // a group has members
  if (parameters.length === 1) return { name: only, shape, parameters, decay, learningRateScale }
  const size = parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0)
  return { name, shape: [size], parameters, decay, learningRateScale }
}

/** The parameters' values, by name, out of the groups' values. */
export function takeApart(groups: readonly ParameterGroup[], values: readonly Value[]): ReadonlyMap<string, Value> {
  return new Map(
    groups.flatMap(({ parameters }, i) => {
      const value = values[i]! // one a group
      if (parameters.length === 1) return [[parameters[0]!.name, value] as const]
      const parts = split(
        value,
        parameters.map(({ shape }) => sizeOf(shape)),
        0,
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
      : concat(
          parts.map((part) => reshape(part, [-1])),
          0,
        )
  })
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
