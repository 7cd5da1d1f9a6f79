// Milliseconds a training step of the product's own loop (metrics, progress and checkpoints on), for one network on random data.
// usage: node --conditions=source bench/train/steps.ts INPUTS WIDTH LAYERS BATCH STEPS
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { featureKey, layoutOf, parseConfigObject, randomStream, splitOf, type FittedFeature } from "@fidelio/core"
import { Checkpoints, prepareTraining, runTraining, type PreparedDataset } from "@fidelio/engine"

const [inputs = 16, width = 64, layers = 2, batch = 32, steps = 2000] = process.argv.slice(2).map(Number)
const rows = 32_768
const classes = 10

const { config } = parseConfigObject({
  input_features: Array.from({ length: inputs }, (_, i) => ({ name: `x${i}`, type: "number" })),
  output_features: [{ name: "y", type: "category" }],
  combiner: { type: "concat", num_fc_layers: layers, output_size: width },
  trainer: {
    batch_size: batch,
    train_steps: steps,
    early_stop: -1,
    gradient_clipping: { clipglobalnorm: null },
  },
})

const feature = (
  settings: { name: string; column: string; type: string },
  role: "input" | "output",
): FittedFeature => ({
  key: featureKey(role, settings.name),
  name: settings.name,
  column: settings.column,
  role,
  type: settings.type,
  settings: { ...settings },
  metadata: role === "input" ? {} : { idx2str: Array.from({ length: classes }, (_, i) => String(i)) },
  steps: [],
  dtype: role === "input" ? "float32" : "int32",
})
const features = [
  ...config.input_features.map((settings) => feature(settings, "input")),
  ...config.output_features.map((settings) => feature(settings, "output")),
]
const layout = layoutOf(features)
const random = randomStream(1)
const data = Float32Array.from({ length: rows * inputs }, () => random.uniform() * 2 - 1)
const targets = Int32Array.from({ length: rows }, (_, row) => {
  const first = data[row * inputs]!
  const second = data[row * inputs + 1]!
  return first > 0 ? 1 : second > 0 ? 2 : 3
})
const training = splitOf(layout, rows, { inputs_float32: data, targets_int32: targets })
const dataset: PreparedDataset = {
  features,
  layout,
  splits: { training },
  columns: [],
  dropped: [],
  notices: [],
  source: "random numbers",
  cached: false,
  seconds: 0,
}

const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
const checkpoints = await Checkpoints.open(directory)
let began = 0
let firstStep = 0
let progress = 0
const preparation = prepareTraining(config, dataset, { seed: 42 })
const result = await runTraining(preparation, {
  callbacks: {
    onStepsDone({ step }) {
      progress++
      if (began !== 0 || step < steps / 10) return
      began = performance.now()
      firstStep = step
    },
  },
  signal: undefined,
  checkpoints: {
    async write({ progress: state, variables, best }) {
      await checkpoints.write({ tensors: variables, progress: JSON.parse(JSON.stringify(state)) }, { best })
    },
  },
  resume: undefined,
  weights: undefined,
  outputDirectory: directory,
})
const milliseconds = (performance.now() - began) / (result.progress.step - firstStep)
rmSync(directory, { recursive: true })
const loss = result.progress.evaluations.at(-1)?.metrics.training["combined"]?.["loss"]
console.log(JSON.stringify({ milliseconds, steps: result.progress.step, loss, reports: progress }))
