// Several batches for one update: their gradients' mean, computed by a loop inside the step.
import { add, div, mul, reduceSum, scan } from "../../ops/index.ts"
import type { BatchInput, BatchResult } from "./batch.ts"

/**
 * The result of `count` batches: tables of [count, batch, columns] and offsets [count, 1] a random source.
 * Logits come back as [count, batch, …].
 */
export function accumulateGradients(
  count: number,
  batch: (input: BatchInput) => BatchResult,
  input: BatchInput,
): BatchResult {
  if (count === 1) return batch(input)
  const { parameters, states, tables, offsets } = input
  const names = [...tables.keys()]
  const zeros = parameters.map((parameter) => mul(parameter, 0))
  const outputs = scan({
    states: [...zeros, ...states],
    scans: [...tables.values(), ...offsets],
    body: (current, elements) => {
      const result = batch({
        tables: new Map(names.map((name, i) => [name, elements[i]!])),
        offsets: elements.slice(names.length),
        parameters,
        states: current.slice(parameters.length),
      }) // tables come first
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
