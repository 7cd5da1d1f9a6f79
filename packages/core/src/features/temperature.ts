// Temperature scaling: probabilities ∝ exp(logit / T), with T chosen to make them true to frequencies (Guo et al., 2017).

/** Probabilities of some examples, row-major [examples, classes], beside the classes that were true. */
export interface CalibrationData {
  readonly probabilities: Float32Array
  readonly targets: ArrayLike<number>
  readonly classes: number
}

const smallest = 1e-12
const goldenRatio = (Math.sqrt(5) - 1) / 2
const widest = Math.log(20)
const precision = 1e-4

/** The mean negative log likelihood of the true classes at a temperature. */
export function negativeLogLikelihood(
  { probabilities, targets, classes }: CalibrationData,
  temperature: number,
): number {
  let sum = 0
  for (let i = 0; i < targets.length; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes)
    let total = 0
    for (const p of row) total += Math.max(p, smallest) ** (1 / temperature)
    sum += Math.log(total) - Math.log(Math.max(row[targets[i]!]!, smallest)) / temperature // a target is a class
  }
  return targets.length === 0 ? 0 : sum / targets.length
}

/** The probabilities that a temperature makes of these. */
export function atTemperature(
  { probabilities, targets, classes }: CalibrationData,
  temperature: number,
): CalibrationData {
  const scaled = probabilities.map((p) => Math.max(p, smallest) ** (1 / temperature))
  for (let start = 0; start < scaled.length; start += classes) {
    const row = scaled.subarray(start, start + classes)
    const total = row.reduce((sum, p) => sum + p, 0)
    for (let i = 0; i < classes; i++) row[i]! /= total // in range
  }
  return { probabilities: scaled, targets, classes }
}

/** The temperature between 1/20 and 20 with the least negative log likelihood; 1 where none is better. */
export function fitTemperature(data: CalibrationData): number {
  let [low, high] = [-widest, widest]
  const at = (logarithm: number): number => negativeLogLikelihood(data, Math.exp(logarithm))
  while (high - low > precision) {
    const [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)]
    if (at(left) < at(right)) high = right
    else low = left
  }
  const fitted = Math.exp((low + high) / 2)
  return negativeLogLikelihood(data, fitted) < negativeLogLikelihood(data, 1) ? fitted : 1
}

/** Σ over bins of the share of examples · |accuracy − mean confidence| (Naeini et al., 2015), of the predicted class. */
export function expectedCalibrationError({ probabilities, targets, classes }: CalibrationData, bins = 15): number {
  const sums = Array.from({ length: bins }, () => ({ correct: 0, confidence: 0 }))
  for (let i = 0; i < targets.length; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes)
    const confidence = Math.max(...row)
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))]! // in range
    bin.correct += row.indexOf(confidence) === targets[i] ? 1 : 0
    bin.confidence += confidence
  }
  return (
    sums.reduce((error, { correct, confidence }) => error + Math.abs(correct - confidence), 0) /
    Math.max(1, targets.length)
  )
}
