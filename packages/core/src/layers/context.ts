// What building a model needs: the graph, the mode, names, and the variables (parameters, states, randomness) that are declared on the way.
import { invariant } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import type { RandomStream } from "../random.ts"

/** Draws the first numbers of a parameter. */
export type Sampler = (shape: readonly number[], random: RandomStream) => Float32Array

/** A trained tensor of the model. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly sampler: Sampler
  /** False: kept at its first numbers (frozen embeddings). */
  readonly trainable: boolean
  /** Multiplies the learning rate of this parameter. */
  readonly learningRateScale: number
  /** False: weight decay leaves it alone (biases, norms, embeddings of numbers). */
  readonly decay: boolean
}

/** A tensor that training updates without a gradient, such as running means. */
export interface State {
  readonly name: string
  readonly shape: readonly number[]
  readonly sampler: Sampler
}

/** Random numbers that a training step is given, drawn by the runtime as a pure function of seed and step. */
export interface RandomSource {
  readonly name: string
  /** `dropout`: 0 with probability `rate`, else 1 / (1 − rate). */
  readonly distribution: "dropout" | "normal" | "uniform"
  readonly rate: number
  /** Shape of one example's numbers; the value is [batch, ...shape]. */
  readonly shape: readonly number[]
}

export interface ParameterOptions {
  readonly trainable?: boolean
  readonly learningRateScale?: number
  readonly decay?: boolean
}

/** Where the variables of a model come from: each mode of building supplies its own. */
export interface Variables {
  parameter(parameter: Parameter): Value
  state(state: State): Value
  update(name: string, next: Value): void
  random(source: RandomSource): Value
}

/** Given to everything that builds a part of the model. */
export interface BuildContext {
  readonly graph: Graph
  /** Dropout and batch statistics are on in training only. */
  readonly mode: "training" | "inference"
  /**
   * A context whose names begin with this one's, joined by dots. Random sources may begin with another name: two parts
   * that share their variables draw each its own numbers.
   */
  scope(name: string, randomName?: string): BuildContext
  parameter(name: string, shape: readonly number[], sampler: Sampler, options?: ParameterOptions): Value
  state(name: string, shape: readonly number[], sampler: Sampler): Value
  /** Sets a state's value after the step. */
  update(name: string, next: Value): void
  /** Random numbers of [batch, ...shape]; in training only. */
  random(name: string, source: Omit<RandomSource, "name">): Value
}

export function createBuildContext(
  graph: Graph,
  mode: BuildContext["mode"],
  variables: Variables,
  prefix: Prefix = { variables: "", random: "" },
): BuildContext {
  const full = (name: string): string => joined(prefix.variables, name)
  return {
    graph,
    mode,
    scope: (name, randomName = name) =>
      createBuildContext(graph, mode, variables, { variables: full(name), random: joined(prefix.random, randomName) }),
    parameter: (name, shape, sampler, options = {}) =>
      variables.parameter({
        name: full(name),
        shape,
        sampler,
        trainable: true,
        learningRateScale: 1,
        decay: true,
        ...options,
      }),
    state: (name, shape, sampler) => variables.state({ name: full(name), shape, sampler }),
    update: (name, next) => variables.update(full(name), next),
    random: (name, source) => {
      const randomName = joined(prefix.random, name)
      invariant(mode === "training", `random numbers for ${randomName} outside of training`)
      return variables.random({ name: randomName, ...source })
    },
  }
}

/** What a context's names begin with. */
interface Prefix {
  readonly variables: string
  readonly random: string
}

const joined = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`)
