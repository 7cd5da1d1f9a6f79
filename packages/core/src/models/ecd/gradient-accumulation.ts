// Several batches for one update: their gradients' mean, computed by a loop inside the step.
import { add, div, mul, reduceSum, scan } from "../../ops/index.ts"
import type { BatchInput, BatchResult } from "./batch.ts"

/**
 * The result of `count` batches: rows [count, batch] and offsets [count, 1] a random source.
 * Logits come back as [count, batch, …].
 */
export function accumulateGradients(
  count: number,
  batch: (input: BatchInput) => BatchResult,
  input: BatchInput,
): BatchResult {
  if (count === 1) return batch(input)
  const { parameters, states, rows, offsets } = input
  const zeros = parameters.map((parameter) => mul(parameter, 0))
  const outputs = scan({
    states: [...zeros, ...states],
    scans: [rows, ...offsets],
    body: (current, [batchRows, ...batchOffsets]) => {
      const result = batch({
        rows: batchRows!,
        offsets: batchOffsets,
        parameters,
        states: current.slice(parameters.length),
      }) // rows come first
      return {
        states: [...result.gradients.map((gradient, i) => add(current[i]!, gradient)), ...result.states], // one sum a parameter
        outputs: [result.loss, ...result.logits],
      }
    },
  })
  const [losses, ...logits] = outputs.outputs
  return {
    loss: div(reduceSum(losses!), count), // the first output
    gradients: outputs.states.slice(0, parameters.length).map((sum) => div(sum, count)),
    states: outputs.states.slice(parameters.length),
    logits,
  }
}
