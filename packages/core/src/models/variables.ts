// Where the variables of a network come from: first they are collected by a dry build, then supplied as graph inputs.
import { FidelioError, invariant } from "../errors.ts"
import { Graph, type Value } from "../graph/graph.ts"
import { sameShape } from "../graph/shape.ts"
import {
  createBuildContext,
  type BuildContext,
  type Parameter,
  type RandomSource,
  type State,
  type Variables,
} from "../layers/context.ts"

/** Every variable that building a network declares, in the order of declaration. */
export interface VariableList {
  readonly parameters: readonly Parameter[]
  readonly states: readonly State[]
  readonly randomSources: readonly RandomSource[]
}

/** Of models whose graphs hold everything as constants. */
export const noVariables: VariableList = { parameters: [], states: [], randomSources: [] }

/** Builds once in a throw-away graph to learn which variables there are. */
export function collectVariables(build: (context: BuildContext) => void): VariableList {
  const graph = new Graph("collect")
  const parameters = new Map<string, Parameter>()
  const states = new Map<string, State>()
  const randomSources = new Map<string, RandomSource>()
  const values = new Map<string, Value>()
  const once = (name: string, make: () => Value): Value => {
    const value = values.get(name) ?? make()
    values.set(name, value)
    return value
  }
  const variables: Variables = {
    parameter(parameter) {
      const known = parameters.get(parameter.name)
      if (known !== undefined && !sameShape(known.shape, parameter.shape)) throw unlikeShapes(known, parameter)
      parameters.set(parameter.name, parameter)
      return once(parameter.name, () => graph.input(parameter.name, "float32", parameter.shape))
    },
    state(state) {
      states.set(state.name, state)
      return once(state.name, () => graph.input(state.name, "float32", state.shape))
    },
    update: () => undefined,
    random(source) {
      invariant(!randomSources.has(source.name), `two random sources named "${source.name}"`)
      randomSources.set(source.name, source)
      return once(source.name, () => graph.input(source.name, "float32", ["batch", ...source.shape]))
    },
  }
  build(createBuildContext(graph, "training", variables))
  return {
    parameters: [...parameters.values()],
    states: [...states.values()],
    randomSources: [...randomSources.values()],
  }
}

/** Only parts that share their variables declare one twice. */
const unlikeShapes = (first: Parameter, second: Parameter): FidelioError =>
  new FidelioError(
    "config/rule",
    `two inputs are tied, but one needs ${first.name} as [${first.shape.join(", ")}] and the other as [${second.shape.join(", ")}]`,
    { at: first.name, hint: "give both columns the same `preprocessing.vocab`, or leave `tied` out" },
  )

/** Values made beforehand, by the variables' names; `updates` receives the states' next values. */
export interface BoundVariables {
  readonly values: ReadonlyMap<string, Value>
  readonly updates?: Map<string, Value>
  readonly random?: (source: RandomSource) => Value
}

/** A context in which every variable is one of the given values. */
export function boundContext(graph: Graph, mode: BuildContext["mode"], bound: BoundVariables): BuildContext {
  const find = (name: string): Value => {
    const value = bound.values.get(name)
    invariant(value !== undefined, `no value for the variable "${name}"`)
    return value
  }
  return createBuildContext(graph, mode, {
    parameter: ({ name }) => find(name),
    state: ({ name }) => bound.updates?.get(name) ?? find(name), // used twice, it is updated twice
    update: (name, next) => bound.updates?.set(name, next),
    random: (source) => {
      invariant(bound.random !== undefined, `no random numbers for "${source.name}"`)
      return bound.random(source)
    },
  })
}
