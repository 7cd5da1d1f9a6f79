// What a run of boosting is kept as: its trees as the weights of a model, and in checkpoints all that its next rounds depend on.
import {
  tensorsOfTrees,
  treesOf,
  type Booster,
  type BoosterState,
  type ModelOutput,
  type Tensor,
  type TreeModel,
} from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { dataFingerprint } from "./data-fingerprint.ts"
import type { ResolvedGbmConfig } from "./gbm-auto.ts"
import { joinTrees } from "./joined-trees.ts"
import { chooseObjective } from "./tree-objective.ts"

interface Boosted {
  readonly output: ModelOutput
  readonly booster: Pick<Booster, "model" | "state">
  readonly base: TreeModel | undefined
}

type Tensors = ReadonlyMap<string, Tensor>

/** The model of all outputs as it is now. */
export const trainedTrees = (boosted: readonly Boosted[]): Tensors =>
  new Map(
    boosted.flatMap(({ output: { feature }, booster: { model }, base }) => [
      ...tensorsOfTrees(feature.name, base === undefined ? model : joinTrees(base, model)),
    ]),
  )

const baseName = (name: string): string => `${name}/base`
const scoresName = (name: string, split: number): string => `${name}/scores/${split}`

/** Everything that the next rounds depend on. */
export const boostedTensors = (boosted: readonly Boosted[]): Tensors =>
  new Map(boosted.flatMap((one) => [...tensorsOf(one)]))

function* tensorsOf({ output: { feature }, booster, base }: Boosted): Generator<readonly [string, Tensor]> {
  const { name } = feature
  const { scores, validations } = booster.state()
  yield* tensorsOfTrees(name, booster.model)
  if (base !== undefined) yield* tensorsOfTrees(baseName(name), base)
  for (const [split, data] of [scores, ...validations].entries())
    yield [scoresName(name, split), { dtype: "float64", shape: [data.length], data }]
}

/** The state of one output's booster, and the model that it goes on from. */
export function resumedState(
  name: string,
  variables: Tensors,
): { readonly state: BoosterState; readonly base: TreeModel | undefined } {
  const scores: Float64Array[] = []
  for (let split = 0; ; split++) {
    const tensor = variables.get(scoresName(name, split))
    if (tensor === undefined) break
    scores.push(tensor.data as Float64Array) // by `tensorsOf`
  }
  const base = variables.has(`${baseName(name)}.trees.objective`) ? treesOf(baseName(name), variables) : undefined
  return { state: { trees: treesOf(name, variables).trees, scores: scores[0]!, validations: scores.slice(1) }, base }
}

/** The model that a checkpoint's variables are, as weights. */
export const weightsOfState = (names: readonly string[], variables: Tensors): Tensors =>
  new Map(
    names.flatMap((name) => {
      const { base } = resumedState(name, variables)
      const own = treesOf(name, variables)
      return [...tensorsOfTrees(name, base === undefined ? own : joinTrees(base, own))]
    }),
  )

/** What a run cannot change once it has begun, for its trees and scores depend on it. */
export const runIdentity = (
  config: ResolvedGbmConfig,
  dataset: PreparedDataset,
  { outputs, seed }: { readonly outputs: readonly ModelOutput[]; readonly seed: number },
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    outputs.map((output) => [
      `output_features.${output.feature.name}`,
      chooseObjective(output, config.trainer).objective.type,
    ]),
  ),
  "trainer.boosting_type": config.trainer.boosting_type,
  "trainer.max_bin": String(config.trainer.max_bin),
  random_seed: String(seed),
  "the validation split": dataset.splits.validation === undefined ? "" : dataFingerprint(dataset, "validation").sha256,
  "the test split": dataset.splits.test === undefined ? "" : dataFingerprint(dataset, "test").sha256,
})

export const identityName = "run identity"

export function identityTensor(identity: Readonly<Record<string, string>>): Tensor {
  const data = new TextEncoder().encode(JSON.stringify(identity))
  return { dtype: "uint8", shape: [data.length], data }
}

/** The first thing in which a checkpoint's run is another one; undefined where it is the same. */
export function otherRun(variables: Tensors, identity: Readonly<Record<string, string>>): string | undefined {
  const kept = variables.get(identityName)
  if (kept === undefined) return variables.keys().next().value ?? identityName
  const known = JSON.parse(new TextDecoder().decode(kept.data as Uint8Array)) as typeof identity // by `identityTensor`
  return [...Object.keys(identity), ...Object.keys(known)].find((key) => known[key] !== identity[key])
}
