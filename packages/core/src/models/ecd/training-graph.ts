// Training as a graph: K steps (forward, backward, update) in one run, as the body of a Scan whose state is every variable.
import type { Optimizer } from "../../define.ts"
import type { DatasetLayout, TableName } from "../../features/dataset.ts"
import { FidelioError } from "../../errors.ts"
import { Graph, type Value } from "../../graph/graph.ts"
import { sizeOf } from "../../graph/shape.ts"
import type { Parameter, RandomSource } from "../../layers/context.ts"
import { hasMembers } from "../../layers/members.ts"
import { add, mul, scan, sub } from "../../ops/index.ts"
import { randomKey, randomStream } from "../../random.ts"
import { buildBatch, trainedParameters, type BatchResult, type BatchSetting } from "./batch.ts"
import { buildForward } from "./forward.ts"
import { accumulateGradients } from "./gradient-accumulation.ts"
import { clipEach, clipTogether, type GradientClipping } from "./gradient-clipping.ts"
import type { Regularization } from "./objective.ts"
import {
  groupParameters,
  placesOf,
  putTogether,
  takeApart,
  type Grouping,
  type ParameterGroup,
  type Place,
} from "./parameter-groups.ts"
import type { Chosen } from "../model-spec.ts"
import type { EcdSpec } from "./spec.ts"
import { gatherRows, tableInputs } from "../graphs/table-source.ts"
import { collectVariables, type VariableList } from "../variables.ts"

export interface TrainingSettings {
  readonly optimizer: Chosen<Optimizer>
  readonly regularization: Regularization
  readonly clipping: GradientClipping
  /** Batches whose gradients are averaged into one update. */
  readonly accumulation: number
  /** Parameters whose names match stay as they begin. */
  readonly frozen: RegExp | null
  /** How much of the parameters' moving average a step keeps, below 1; null: there is no average. */
  readonly averaging: number | null
}

/** A tensor that training owns: graph input `name`, and where a step changes it graph output `next.<name>`. */
export interface Variable {
  readonly name: string
  readonly shape: readonly number[]
  /** Its first numbers: a pure function of the seed and the parameters' names. */
  readonly initial: (seed: number) => Float32Array
  readonly changes: boolean
}

/** The graph of K training steps, and what must be fed to it. */
export interface TrainingProgram {
  readonly graph: Graph
  /** Groups of parameters with their optimizer states, then the model's states, then frozen parameters. */
  readonly variables: readonly Variable[]
  /** Where each tensor of the model is trained. */
  readonly trained: ReadonlyMap<string, Place>
  /** Where each tensor of the model is that evaluation takes and that is kept: the averages, where there are any. */
  readonly model: ReadonlyMap<string, Place>
  readonly tables: readonly TableName[]
  /** Each has an input `pool.<name>`, [poolRows, …shape], and an input `offset.<name>`, int64 [K, accumulation, 1] (or [K, 1] without accumulation). */
  readonly randomSources: readonly RandomSource[]
  /** Inputs `scalar.<name>`, [K]. */
  readonly scalars: readonly string[]
  /** Their values at a step, counted from 1. */
  readonly scalarsAt: (step: number, learningRate: number) => Readonly<Record<string, number>>
  /** `loss`, [K], then `logits.<feature>`, [K, …accumulation, batch, …]; the input `rows` is int32 [K, …accumulation, batch]. */
  readonly outputs: readonly string[]
  /** Members of the ensemble that the logits hold; 0: they have no such axis. */
  readonly members: number
  /** How many numbers are trained. */
  readonly parameterCount: number
}

/** The variables of a network, and how many members its logits have; 0: they have no such axis. */
export interface NetworkVariables extends VariableList {
  readonly members: number
}

/** The variables of a network, learned by building it once. */
export function networkVariables(spec: EcdSpec, frozen: RegExp | null): NetworkVariables {
  let members = 0
  const variables = collectVariables((context) => {
    const logits = buildForward(context, spec, (feature) =>
      context.graph.input(feature.key, feature.dtype, ["batch", 1]),
    )
    for (const value of logits.values()) members = hasMembers(value) ? Number(value.shape[1]) : 0
  })
  const list = { ...variables, members }
  if (frozen === null) return list
  const parameters = list.parameters.map((parameter) =>
    frozen.test(parameter.name) ? { ...parameter, trainable: false } : parameter,
  )
  return { ...list, parameters }
}

export function buildTrainingProgram(
  spec: EcdSpec,
  layout: DatasetLayout,
  settings: TrainingSettings,
): TrainingProgram {
  const list = networkVariables(spec, settings.frozen)
  if (settings.frozen !== null && trainedParameters(list).length === 0) throw nothingTrained(settings.frozen)
  const groups = groupParameters(trainedParameters(list), groupingOf(settings))
  const carried = carriedVariables(list, groups, settings)
  const frozen = list.parameters.filter(({ trainable }) => !trainable).map(unchangedVariable)
  const graph = new Graph("training")
  const tables = tableInputs(graph, layout, (name) => name !== "rows_int32") // groups have nothing to say of a row alone
  const setting: BatchSetting = {
    spec,
    layout,
    regularization: settings.regularization,
    list,
    frozen: new Map(frozen.map(({ name, shape }) => [name, graph.input(name, "float32", shape)])),
    pools: list.randomSources.map(({ name, shape }) =>
      graph.input(`pool.${name}`, "float32", [`rows of pool.${name}`, ...shape]),
    ),
  }
  const scalarsAt = stepScalars(settings)
  const scalars = Object.keys(scalarsAt(1, 1))
  const outputs = ["loss", ...spec.outputs.map(({ feature }) => `logits.${feature.name}`)]
  const result = buildSteps(graph, { setting, settings, tables, groups, carried, scalars })
  for (const [i, { name }] of carried.entries()) graph.output(`next.${name}`, result.states[i]!) // one value a variable
  for (const [i, name] of outputs.entries()) graph.output(name, result.outputs[i]!) // in the same order
  return {
    graph,
    variables: [...carried, ...frozen],
    trained: modelPlaces(list, groups, (name) => name),
    model: modelPlaces(list, groups, settings.averaging === null ? (name) => name : averageOf),
    tables: [...tables.keys()],
    randomSources: list.randomSources,
    scalars,
    scalarsAt,
    outputs,
    members: list.members,
    parameterCount: trainedParameters(list).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  }
}

/** Every optimizer that decays has the setting `weight_decay`. */
const groupingOf = ({ optimizer }: TrainingSettings): Grouping => ({
  isElementwise: optimizer.component.isElementwise,
  decays: Number(optimizer.settings["weight_decay"] ?? 0) !== 0,
})

const nothingTrained = ({ source }: RegExp): FidelioError =>
  new FidelioError("config/rule", `layers_to_freeze_regex (${source}) matches every parameter, so nothing is trained`, {
    at: "trainer.layers_to_freeze_regex",
    hint: "match names such as input_features.age.encoder, combiner or output_features.price.decoder",
  })

interface StepParts {
  readonly setting: BatchSetting
  readonly settings: TrainingSettings
  readonly tables: ReadonlyMap<TableName, Value>
  readonly groups: readonly ParameterGroup[]
  readonly carried: readonly Variable[]
  readonly scalars: readonly string[]
}

function buildSteps(
  graph: Graph,
  { setting, settings, tables, groups, carried, scalars }: StepParts,
): { readonly states: readonly Value[]; readonly outputs: readonly Value[] } {
  const { list } = setting
  const perStep = settings.accumulation === 1 ? ["steps"] : ["steps", settings.accumulation]
  // the rows of all steps at once: a step's own few are dearer to fetch one step at a time
  const batches = gatherRows(tables, graph.input("rows", "int32", [...perStep, "batch"]))
  const names = [...batches.keys()]
  return scan({
    states: carried.map(({ name, shape }) => graph.input(name, "float32", shape)),
    scans: [
      ...batches.values(),
      ...scalars.map((name) => graph.input(`scalar.${name}`, "float32", ["steps"])),
      ...list.randomSources.map(({ name }) => graph.input(`offset.${name}`, "int64", [...perStep, 1])),
    ],
    body: (current, elements) => {
      const values = new Map(carried.map(({ name }, i) => [name, current[i]!])) // one value a variable
      const parameters = takeApart(
        groups,
        groups.map(({ name }) => values.get(name)!),
      ) // each group is a variable
      const step = accumulateGradients(settings.accumulation, (input) => buildBatch(setting, input), {
        tables: new Map(names.map((name, i) => [name, elements[i]!])), // the first elements
        offsets: elements.slice(names.length + scalars.length),
        parameters: trainedParameters(list).map(({ name }) => parameters.get(name)!),
        states: list.states.map(({ name }) => values.get(name)!),
      })
      const scalarValues = Object.fromEntries(scalars.map((name, i) => [name, elements[names.length + i]!]))
      return {
        states: [...updateGroups(settings, { list, groups, step, values, scalars: scalarValues }), ...step.states],
        outputs: [step.loss, ...step.logits],
      }
    },
  })
}

interface UpdateParts {
  readonly list: VariableList
  readonly groups: readonly ParameterGroup[]
  readonly step: BatchResult
  readonly values: ReadonlyMap<string, Value>
  readonly scalars: Readonly<Record<string, Value>>
}

const averageOf = (name: string): string => `${name}/average`

/** The next values of the groups, their optimizer states and averages, in the order of `carriedVariables`. */
function updateGroups(
  { optimizer, clipping, averaging }: TrainingSettings,
  { list, groups, step, values, scalars }: UpdateParts,
): readonly Value[] {
  const clipped = clipEach(step.gradients, clipping)
  const byName = new Map(trainedParameters(list).map(({ name }, i) => [name, clipped[i]!])) // one a parameter
  const gradients = clipTogether(putTogether(groups, byName), clipping)
  const slots = Object.keys(optimizer.component.states(optimizer.settings))
  return groups.flatMap(({ name, decay, learningRateScale }, i) => {
    const parameter = values.get(name)!
    const next = optimizer.component.update(optimizer.settings, {
      parameter,
      gradient: gradients[i]!, // one a group
      state: Object.fromEntries(slots.map((slot) => [slot, values.get(`${name}/${slot}`)!])),
      scalars,
      decay,
    })
    const moved =
      learningRateScale === 1 ? next.parameter : add(parameter, mul(sub(next.parameter, parameter), learningRateScale))
    const average = averaging === null ? [] : [toward(values.get(averageOf(name))!, moved, scalars[averageRate]!)]
    return [moved, ...slots.map((slot) => next.state[slot]!), ...average]
  })
}

/** Goes a part of the way from a value to another. */
const toward = (value: Value, target: Value, rate: Value): Value => add(value, mul(sub(target, value), rate))

const averageRate = "average_rate"

/** What changes from step to step. The average follows quickly at first: its beginning is of no interest. */
function stepScalars({ optimizer, averaging }: TrainingSettings): TrainingProgram["scalarsAt"] {
  return (step, learningRate) => {
    const scalars = optimizer.component.scalars(optimizer.settings, step, learningRate)
    return averaging === null
      ? scalars
      : { ...scalars, [averageRate]: 1 - Math.min(averaging, (step - 1) / (step + 8)) }
  }
}

function carriedVariables(
  list: VariableList,
  groups: readonly ParameterGroup[],
  { optimizer, averaging }: TrainingSettings,
): readonly Variable[] {
  const slots = Object.entries(optimizer.component.states(optimizer.settings))
  const filled = (name: string, shape: readonly number[], value: number): Variable => ({
    name,
    shape,
    initial: () => new Float32Array(sizeOf(shape)).fill(value),
    changes: true,
  })
  return [
    ...groups.flatMap(({ name, shape, parameters }) => [
      { name, shape, initial: joinedDraws(parameters), changes: true },
      ...slots.map(([slot, initial]) => filled(`${name}/${slot}`, shape, initial)),
      ...(averaging === null ? [] : [filled(averageOf(name), shape, 0)]),
    ]),
    ...list.states.map((state) => ({
      name: state.name,
      shape: state.shape,
      initial: joinedDraws([state]),
      changes: true,
    })),
  ]
}

type Drawn = Pick<Parameter, "name" | "shape" | "sampler">

/** Each tensor's first numbers, drawn under its own name, one after the other. */
const joinedDraws =
  (tensors: readonly Drawn[]): Variable["initial"] =>
  (seed) => {
    const draws = tensors.map(({ name, shape, sampler }) =>
      sampler(shape, randomStream(randomKey(seed, "initial", name))),
    )
    const joined = new Float32Array(draws.reduce((sum, { length }) => sum + length, 0))
    let offset = 0
    for (const draw of draws) {
      joined.set(draw, offset)
      offset += draw.length
    }
    return joined
  }

function modelPlaces(
  list: VariableList,
  groups: readonly ParameterGroup[],
  variableOf: (name: string) => string,
): ReadonlyMap<string, Place> {
  const whole = ({ name, shape }: Drawn): readonly [string, Place] => [name, { variable: name, offset: 0, shape }]
  return new Map([
    ...placesOf(groups, variableOf),
    ...list.parameters.filter(({ trainable }) => !trainable).map(whole),
    ...list.states.map(whole),
  ])
}

const unchangedVariable = (parameter: Parameter): Variable => ({
  name: parameter.name,
  shape: parameter.shape,
  initial: joinedDraws([parameter]),
  changes: false,
})
