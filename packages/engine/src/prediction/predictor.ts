// Predictions for encoded examples, batch by batch.
import { buildPredictProgram, encodeModel, type EncodedSplit, type PredictionArrays } from "@fidelio/core"
import { pick, rowRange } from "../evaluation/evaluator.ts"
import { createSession, type SessionSettings } from "../runtime/session.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"

export interface Predictor extends AsyncDisposable {
  /** One entry an output feature. */
  predict(examples: EncodedSplit): Promise<Readonly<Record<string, PredictionArrays>>>
}

export async function createPredictor(model: TrainedModel, settings: SessionSettings): Promise<Predictor> {
  const program = buildPredictProgram(model.spec, model.layout)
  const session = await createSession(encodeModel(program.graph), settings)
  const { parameters, states } = model.spec.variables
  const weights = Object.fromEntries([...parameters, ...states].map(({ name }) => [name, model.weights.get(name)!])) // one a name
  return {
    async predict(examples) {
      const rows = rowRange(0, examples.size)
      const results = await session.run({ ...weights, ...pick(examples.tables, program.tables), rows })
      return Object.fromEntries(
        model.spec.outputs.map(({ feature }) => {
          const predictions = results[`${feature.name}.predictions`]!.data as Float32Array | Int32Array // by the graph
          const probabilities = results[`${feature.name}.probabilities`]?.data as Float32Array | undefined
          const arrays = { size: examples.size, predictions }
          return [feature.name, probabilities === undefined ? arrays : { ...arrays, probabilities }]
        }),
      )
    },
    [Symbol.asyncDispose]: () => session.release(),
  }
}
