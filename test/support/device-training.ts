// One small training by the product's config on a device: what it ends with, to be compared with another device's.
import { parseConfigObject, type Tensor } from "../../packages/core/src/index.ts"
import { train } from "../../packages/engine/src/training/run.ts"
import { syntheticColumns } from "./synthetic.ts"

export interface DeviceTraining {
  readonly device: string
  readonly weights: Readonly<Record<string, readonly number[]>>
  /** The loss of all outputs at each evaluation. */
  readonly losses: Readonly<Record<"training" | "validation" | "test", readonly (number | null)[]>>
}

export async function trainOnDevice(device: "cpu" | "webgpu" | "cuda"): Promise<DeviceTraining> {
  const config = parseConfigObject({
    input_features: [
      { name: "x", type: "number" },
      { name: "y", type: "number", encoder: { type: "ple", num_bins: 4, output_size: 4 } },
      { name: "color", type: "category" },
      { name: "flag", type: "binary" },
    ],
    output_features: [
      { name: "price", type: "number" },
      { name: "likes", type: "binary" },
      { name: "size", type: "category" },
    ],
    combiner: { type: "concat", num_fc_layers: 1, output_size: 8, dropout: 0.1, norm: "layer" },
    trainer: { epochs: 2, batch_size: 16, learning_rate: 0.01 },
    backend: { type: "local", device },
  })
  let used = ""
  const { model, trainingStatistics } = await train({
    config,
    sources: { dataset: syntheticColumns(100) },
    skipSaveModel: true,
    skipSaveTrainingDescription: true,
    skipSaveTrainingStatistics: true,
    skipSaveProgress: true,
    skipSaveLog: true,
    callbacks: { onModelBuilt: (event) => void (used = event.device) },
  })
  const losses = (split: "training" | "validation" | "test") => trainingStatistics[split]["combined"]!["loss"]!
  return {
    device: used,
    weights: Object.fromEntries(
      Array.from(model.weights, ([name, { data }]: [string, Tensor]) => [name, Array.from(data, Number)]),
    ),
    losses: { training: losses("training"), validation: losses("validation"), test: losses("test") },
  }
}
