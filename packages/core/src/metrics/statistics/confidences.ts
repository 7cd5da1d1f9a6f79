// What an output says and how sure it is of it: the true label of a binary output, the predicted class of a category.
import type { MetricBatch } from "../../define.ts"
import { invariant } from "../../errors.ts"

export interface Confidences {
  /** Of each example, the probability that was given to what is said of it. */
  readonly probabilities: Float32Array
  /** 1 where it is so, else 0. */
  readonly cameTrue: Int32Array
}

export function confidences({ size, targets, predictions, probabilities }: MetricBatch): Confidences {
  invariant(probabilities !== undefined, "probabilities are wanted, and none were given")
  const width = size === 0 ? 1 : Math.round(probabilities.length / size)
  if (width === 1) return { probabilities, cameTrue: Int32Array.from(targets.subarray(0, size)) }
  const own = new Float32Array(size)
  const cameTrue = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    const predicted = predictions[i]! // in range
    own[i] = probabilities[i * width + predicted]!
    cameTrue[i] = targets[i] === predicted ? 1 : 0
  }
  return { probabilities: own, cameTrue }
}
