// What a version's model is made of: its parts with their parameters, or with the trees that were kept and their leaves.
import type { Version } from "@fidelio/client"
import { modelOutputs, treesOf, type ModelType } from "@fidelio/core"
import type { ModelBuilt, TrainedModel } from "@fidelio/engine"

type Parts = NonNullable<Version["model"]>
type Built = Pick<ModelBuilt, "parameters" | "layers">

/** As it was built; how many trees there will be is not known then. */
export const partsAsBuilt = ({ parameters, layers }: Built): Parts => ({
  parameters,
  layers: layers.map(({ name, description, parameters: size }) => ({ name, description, parameters: size })),
})

const same = (_: TrainedModel, parts: Parts): Parts => parts

const counted: { readonly [T in ModelType]: (model: TrainedModel, parts: Parts) => Parts } = {
  ecd: same,
  gbm: withTrees,
  linear: same,
}

/** As it is once it is trained. */
export const partsOf = (model: TrainedModel, built: Built): Parts =>
  counted[model.config.model_type](model, partsAsBuilt(built))

function withTrees({ features, weights }: TrainedModel, { layers }: Parts): Parts {
  const counts = new Map(
    modelOutputs(features).map(({ feature: { name } }) => {
      const { trees } = treesOf(name, weights)
      const leaves = trees.reduce((sum, tree) => sum + tree.leaves, 0)
      return [name, { trees: trees.length, leaves }] as const
    }),
  )
  return {
    parameters: 0,
    layers: layers.map((layer) => ({
      ...layer,
      parameters: 0,
      ...counts.get(layer.name.replace(/^output_features\./, "")),
    })),
  }
}
