// Number output: one logit, which is the prediction in standardised units.
import { meanOfMembers } from "../../layers/members.ts"
import { numberMetrics } from "../../metrics/index.ts"
import { clip, squeeze } from "../../ops/index.ts"
import { invertGraph } from "../../transforms/index.ts"
import type { OutputFeature } from "../output.ts"

export const numberOutput: OutputFeature = {
  predicts: "number",
  logitsSize: () => 1,
  averageMembers: meanOfMembers,
  predict(logits, feature) {
    const inUnits = invertGraph(feature.steps, squeeze(logits, [1]))
    const bounds = feature.settings["clip"] as readonly [number, number] | null // by the schema of number outputs
    return { predictions: bounds === null ? inUnits : clip(inUnits, bounds[0], bounds[1]) }
  },
  ownUnits: (value, feature) => invertGraph(feature.steps, value),
  metrics: numberMetrics,
  metricOutput: () => ({ classes: 1, topK: 1 }),
  columns: ({ name }) => [
    { name: `${name}_predictions`, type: "float", values: ({ predictions }) => predictions as Float32Array }, // numbers are float32
  ],
  exportedColumns: () => [
    { role: "predictions", dtype: "float32", shape: [], build: ({ predictions }) => predictions },
  ],
}
