// A model of any type, to everything that uses one: how encoded columns become logits, and what is made of those.
import type { Component, Loss } from "../define.ts"
import { invariant } from "../errors.ts"
import type { FittedFeature } from "../features/dataset.ts"
import type { OutputFeature } from "../features/output.ts"
import type { Value } from "../graph/graph.ts"
import type { BuildContext } from "../layers/context.ts"
import type { VariableList } from "./variables.ts"

/** Settings of one component, every default filled in. */
export type Settings = Readonly<Record<string, unknown>>

/** A component of the config with its settings. */
export interface Chosen<C extends Component> {
  readonly component: C
  readonly settings: Settings
}

export function choose<C extends Component>(list: readonly C[], settings: Settings): Chosen<C> {
  const component = list.find(({ type }) => type === settings["type"])
  invariant(component !== undefined, `no component "${String(settings["type"])}"`)
  return { component, settings }
}

/** What is done with the logits of one output. */
export interface ModelOutput {
  readonly feature: FittedFeature
  readonly type: OutputFeature
  readonly loss: Chosen<Loss>
  /** Divides the logits outside of training, so that probabilities are true to frequencies; 1 without calibration. */
  readonly temperature: number
}

/** Whether an output puts rows in order within their groups. */
export const isRanked = ({ outputs }: { readonly outputs: readonly ModelOutput[] }): boolean =>
  outputs.some(({ type }) => type.lossOfRanks !== undefined)

/** Supplies the encoded column of an input feature, [batch, 1]. */
export type InputSource = (feature: FittedFeature) => Value

export interface ModelSpec {
  /** Inputs and outputs, in their order in what the exported model takes and gives. */
  readonly features: readonly FittedFeature[]
  readonly outputs: readonly ModelOutput[]
  /** What the logits are computed from besides the columns; nothing where that is fixed. */
  readonly variables: VariableList
  /** Logits of each output, [batch, size] or [batch, members, size], by feature name. */
  logits(context: BuildContext, source: InputSource): ReadonlyMap<string, Value>
}
