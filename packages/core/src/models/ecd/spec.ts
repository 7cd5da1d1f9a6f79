// What an encoder–combiner–decoder network is made of: the config's components with their settings and what was learned from the data.
import { combiners } from "../../combiners/index.ts"
import type { Combiner, Decoder, Encoder, Json } from "../../define.ts"
import { invariant } from "../../errors.ts"
import { encodedColumn, type DatasetLayout, type EncodedSplit, type FittedFeature } from "../../features/dataset.ts"
import { featureType } from "../../features/index.ts"
import { modelOutput, type Temperatures } from "../model-outputs.ts"
import { choose, type Chosen, type ModelOutput, type Settings } from "../model-spec.ts"

export interface EcdInput {
  readonly feature: FittedFeature
  readonly encoder: Chosen<Encoder>
  /** What the encoder learned before training. */
  readonly fitted: Json
  /** The input whose encoder is used, with its settings and variables: its own name, or the one that `tied` names. */
  readonly variablesOf: string
}

export interface EcdOutput extends ModelOutput {
  readonly decoder: Chosen<Decoder>
  /** Outputs whose last hidden values this one's decoder is also given. */
  readonly dependencies: readonly string[]
}

/** Outputs stand in an order in which dependencies come first. */
export interface EcdSpec {
  readonly inputs: readonly EcdInput[]
  readonly combiner: Chosen<Combiner>
  readonly outputs: readonly EcdOutput[]
}

/** What encoders learned from the training rows, by input feature. */
export type FittedEncoders = Readonly<Record<string, Json>>

/** Lets each encoder learn from the encoded training rows what it needs before the graph is built. */
export function fitEncoders(
  features: readonly FittedFeature[],
  layout: DatasetLayout,
  training: EncodedSplit,
): FittedEncoders {
  const columns = new Map(features.map((feature) => [feature.key, encodedColumn(layout, training, feature)]))
  const targets = new Map(
    features.filter(({ role }) => role === "output").map((feature) => [feature.name, columns.get(feature.key)!]), // made above
  )
  return Object.fromEntries(
    features.flatMap((feature) => {
      if (feature.role === "output") return []
      const { component, settings } = chosenEncoder(feature)
      const values = columns.get(feature.key)!
      return [[feature.name, component.fit?.(settings, { values, targets }, feature.metadata) ?? null]]
    }),
  )
}

/** The network that a config describes, for features fitted to data. */
export function ecdSpec(
  combiner: Settings,
  features: readonly FittedFeature[],
  fitted: FittedEncoders,
  temperatures: Temperatures = {},
): EcdSpec {
  const inputs = features.filter(({ role }) => role === "input")
  const outputs = features
    .filter(({ role }) => role === "output")
    .map((feature) => ecdOutput(feature, temperatures[feature.name] ?? 1))
  return {
    inputs: inputs.map((feature) => {
      const owner = encoderOwner(feature, inputs)
      return { feature, encoder: chosenEncoder(owner), fitted: fitted[owner.name] ?? null, variablesOf: owner.name }
    }),
    combiner: choose(combiners, combiner),
    outputs: inDependencyOrder(outputs),
  }
}

/** The input whose encoder an input uses: its own, or at the end of what `tied` names. */
function encoderOwner(feature: FittedFeature, inputs: readonly FittedFeature[]): FittedFeature {
  const tied = feature.settings["tied"] as string | null | undefined // by the schema of inputs
  const other = inputs.find(({ name }) => name === tied)
  return other === undefined ? feature : encoderOwner(other, inputs)
}

function ecdOutput(feature: FittedFeature, temperature: number): EcdOutput {
  const type = featureType(feature).output
  return {
    ...modelOutput(feature, temperature),
    decoder: choose(type?.decoders ?? [], feature.settings["decoder"] as Settings), // by the schema of outputs
    dependencies: (feature.settings["dependencies"] as readonly string[] | undefined) ?? [],
  }
}

function inDependencyOrder(outputs: readonly EcdOutput[]): readonly EcdOutput[] {
  const ordered: EcdOutput[] = []
  const visit = (output: EcdOutput, path: readonly string[]): void => {
    if (ordered.includes(output)) return
    invariant(!path.includes(output.feature.name), `outputs depend on one another: ${path.join(" → ")}`)
    for (const name of output.dependencies) {
      const dependency = outputs.find(({ feature }) => feature.name === name)
      invariant(dependency !== undefined, `no output "${name}"`)
      visit(dependency, [...path, output.feature.name])
    }
    ordered.push(output)
  }
  for (const output of outputs) visit(output, [])
  return ordered
}

const chosenEncoder = (feature: FittedFeature): Chosen<Encoder> =>
  choose(featureType(feature).encoders, feature.settings["encoder"] as Settings) // by the schema of inputs
