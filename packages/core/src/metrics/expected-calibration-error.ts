// expected_calibration_error = Σ over bins of rows / all rows · |mean probability − share that came true|
import { defineMetric } from "../define.ts"
import { confidences } from "./statistics/confidences.ts"

/** Bins of equal width between 0 and 1; a probability on an edge is in the upper one. */
const bins = 15

/** Sums a bin. */
interface CalibrationState {
  readonly rows: Float64Array
  readonly probabilities: Float64Array
  readonly cameTrue: Float64Array
}

const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((sum, i) => sum + b[i]!)

export const expectedCalibrationError = defineMetric<CalibrationState>({
  type: "expected_calibration_error",
  summary:
    "Mean distance of the probability from how often it comes true, over 15 equally wide bins of the probability: of the true label, or of the class predicted.",
  direction: "minimize",
  range: [0, 1],
  initial: () => ({
    rows: new Float64Array(bins),
    probabilities: new Float64Array(bins),
    cameTrue: new Float64Array(bins),
  }),
  update(state, batch) {
    const { probabilities, cameTrue } = confidences(batch)
    for (let i = 0; i < batch.size; i++) {
      const probability = probabilities[i]! // in range
      const bin = Math.min(bins - 1, Math.floor(probability * bins)) || 0 // one that is NaN makes its sum so
      state.rows[bin]! += 1
      state.probabilities[bin]! += probability
      state.cameTrue[bin]! += cameTrue[i]!
    }
    return state
  },
  merge: (a, b) => ({
    rows: added(a.rows, b.rows),
    probabilities: added(a.probabilities, b.probabilities),
    cameTrue: added(a.cameTrue, b.cameTrue),
  }),
  compute({ rows, probabilities, cameTrue }) {
    const all = rows.reduce((sum, count) => sum + count, 0)
    const distance = probabilities.reduce((sum, probability, i) => sum + Math.abs(probability - cameTrue[i]!), 0)
    return all === 0 || !Number.isFinite(distance) ? null : distance / all
  },
})
