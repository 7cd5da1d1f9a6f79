// From the parts of a trained model to what it computes, by its type.
import {
  ecdModel,
  ecdSpec,
  linearOf,
  linearModelSpec,
  modelOutputs,
  treeModelSpec,
  treeOutputs,
  treesOf,
  type Config,
  type EcdConfig,
  type GbmConfig,
  type LinearDetails,
  type ModelSpec,
  type ModelType,
} from "@fidelio/core"
import type { TrainedParts } from "./trained-parts.ts"

type BuildSpec = (parts: TrainedParts) => ModelSpec

const specs: { readonly [T in ModelType]: BuildSpec } = {
  ecd({ config, features, fittedEncoders, temperatures }) {
    const { combiner } = config as EcdConfig // by its type
    return ecdModel(ecdSpec(combiner, features, fittedEncoders, temperatures))
  },
  gbm({ config, features, temperatures, weights }) {
    const { trainer } = config as GbmConfig // by its type
    const outputs = treeOutputs(features, trainer, temperatures)
    const models = new Map(outputs.map(({ feature: { name } }) => [name, treesOf(name, weights)]))
    return treeModelSpec({ features, outputs, models })
  },
  linear({ features, temperatures, weights, details }) {
    const outputs = modelOutputs(features, temperatures)
    const models = new Map(
      outputs.map(({ feature: { name } }) => {
        const known = details[name] as unknown as LinearDetails // what training kept of it
        return [name, linearOf(name, weights, known)]
      }),
    )
    return linearModelSpec({ features, outputs, models })
  },
}

export const modelSpec = (parts: TrainedParts): ModelSpec => specs[(parts.config as Config).model_type](parts)
