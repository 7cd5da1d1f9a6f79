// CSV of flights → encoded columns by the product's own preparation: two numbers standardised, two categories coded.
// Plain JavaScript that loads the built packages, which is what users run.
// usage: tsc -b && node bench/data/encode.js flights.csv split|whole [memory limit of the database]
import { parseConfigObject } from "@fidelio/core"
import { DataEngine } from "../../packages/engine/dist/data/data-engine.js"
import { prepareDataset } from "../../packages/engine/dist/data/prepare.js"

const [path = "", mode = "split", memoryLimit] = process.argv.slice(2)
const { config } = parseConfigObject({
  input_features: [
    { name: "delay", type: "number", preprocessing: { normalization: "zscore" } },
    { name: "distance", type: "number", preprocessing: { normalization: "zscore" } },
    { name: "origin", type: "category" },
  ],
  output_features: [{ name: "destination", type: "category" }],
  preprocessing: { split: { type: "random", probabilities: mode === "split" ? [0.7, 0.1, 0.2] : [1, 0, 0] } },
})
const engine = await DataEngine.open({ memoryLimit })
const { splits, layout } = await prepareDataset(engine, { dataset: path }, config, { seed: 42, cache: false })
const sizes = [splits.training, splits.validation, splits.test].map((split) => split?.size ?? 0)
console.log(
  JSON.stringify({
    rows: sizes.reduce((sum, size) => sum + size, 0),
    sizes,
    columns: Object.keys(layout.columns).length,
  }),
)
await engine[Symbol.asyncDispose]()
