// scan: a loop over the first axis of some values, which carries states along
import { GraphError } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { formatShape, sameShape, type Dimension } from "../graph/shape.ts"
import { add } from "./add.ts"
import { mul } from "./mul.ts"
import { applyOp, innermostGraph, noGradient, required, type OpDefinition, type ReferenceTensor } from "./op.ts"
import { joinRows, rowOf } from "./reference.ts"

type ScanAttributes = { readonly body: Graph; readonly num_scan_inputs: number }

/** What one turn of the loop gives back. */
export interface ScanTurn {
  /** The next states, in the order and with the shapes of those given. */
  readonly states: readonly Value[]
  /** What this turn adds to the outputs. */
  readonly outputs: readonly Value[]
}

export interface ScanOptions {
  readonly states: readonly Value[]
  /** The loop runs along their first axis. */
  readonly scans: readonly Value[]
  /** Builds one turn from the states and the elements at the loop's position; it may use values from outside. */
  readonly body: (states: readonly Value[], elements: readonly Value[]) => ScanTurn
  readonly name?: string
}

/** Returns the last states and, stacked along a new first axis, what the turns gave. */
export function scan({ states, scans, body, name = "body" }: ScanOptions): ScanTurn {
  const graph = innermostGraph([...states, ...scans])
  const nested = graph.child(name)
  const input = (kind: string, value: Value, skip: number): Value =>
    nested.input(graph.uniqueName(`${nested.name}.${kind}.${value.name}`), value.dtype, value.shape.slice(skip))
  const turn = body(
    states.map((state) => input("state", state, 0)),
    scans.map((value) => input("element", value, 1)),
  )
  for (const [i, value] of [...turn.states, ...turn.outputs].entries())
    nested.output(`${nested.name}.output.${i}`, value)
  const attributes = { body: nested, num_scan_inputs: scans.length }
  const results = applyOp(scanOp, [...states, ...scans], attributes, graph)
  return { states: results.slice(0, states.length), outputs: results.slice(states.length) }
}

export const scanOp: OpDefinition<ScanAttributes> = {
  type: "Scan",
  summary: "Runs a body once for each element along the first axis, carrying states.",
  infer(inputs, { body, num_scan_inputs: count }) {
    const states = inputs.slice(0, inputs.length - count)
    const length = scanLength(inputs.slice(states.length))
    const results = body.outputs.map(({ value }) => value)
    for (const [i, state] of states.entries()) {
      const next = required(results, i)
      const before = required(states, i)
      if (next.dtype !== before.dtype || !sameShape(next.shape, before.shape)) {
        const found = `${next.dtype}${formatShape(next.shape)} after ${before.dtype}${formatShape(before.shape)}`
        throw new GraphError("graph/shape", `state ${i} (${state?.name}) changes its shape: ${found}`)
      }
    }
    return results.map(({ dtype, shape }, i) => ({ dtype, shape: i < states.length ? shape : [length, ...shape] }))
  },
  reference(inputs, { body, num_scan_inputs: count }, runBody) {
    const stateCount = inputs.length - count
    let states: readonly ReferenceTensor[] = inputs.slice(0, stateCount).map((_, i) => required(inputs, i))
    const scans = inputs.slice(stateCount).map((_, i) => required(inputs, stateCount + i))
    const turns: (readonly ReferenceTensor[])[] = []
    const length = required(required(scans, 0).shape, 0)
    for (let turn = 0; turn < length; turn++) {
      const results = runBody(body, [...states, ...scans.map((scanned) => rowOf(scanned, turn))])
      states = results.slice(0, stateCount)
      turns.push(results.slice(stateCount))
    }
    const outputs = body.outputs.slice(stateCount).map((_, i) => joinRows(turns.map((turn) => required(turn, i))))
    return [...states, ...outputs]
  },
  gradient: noGradient("the gradient of a loop is not built yet"),
  examples: [
    {
      name: "running sum",
      inputs: [{ shape: [2] }, { shape: [3, 2] }],
      build: (start, rows) => every(scan({ states: [start], scans: [rows], body: runningSum })),
      skipGradient: "a loop has none",
    },
    {
      name: "a value from outside",
      inputs: [{ shape: [2] }, { shape: [3, 2] }, { shape: [1] }],
      build: (start, rows, rate) =>
        every(
          scan({ states: [start], scans: [rows], body: ([state], [row]) => runningSum([state!], [mul(row!, rate)]) }),
        ), // one of each
      skipGradient: "a loop has none",
    },
    {
      name: "a state that stays",
      inputs: [{ shape: [2] }, { shape: [3] }],
      build: (start, rows) =>
        every(scan({ states: [start], scans: [rows], body: (states, rows) => ({ states, outputs: rows }) })),
      skipGradient: "a loop has none",
    },
    {
      name: "a loop in a loop",
      inputs: [{ shape: [1] }, { shape: [3, 2] }],
      build: (start, rows) =>
        every(
          scan({
            states: [start],
            scans: [rows],
            body: (states, [row]) => scan({ states, scans: [row!], body: runningSum }), // one row
          }),
        ),
      skipGradient: "a loop has none",
    },
  ],
}

const every = ({ states, outputs }: ScanTurn): readonly Value[] => [...states, ...outputs]

function runningSum([state]: readonly Value[], [row]: readonly Value[]): ScanTurn {
  const next = add(state!, row!) // one of each
  return { states: [next], outputs: [next] }
}

function scanLength(scans: readonly (Value | undefined)[]): Dimension {
  const lengths = scans.map((_, i) => required(required(scans, i).shape, 0))
  const first = required(lengths, 0)
  const other = lengths.find((length) => length !== first)
  if (other !== undefined) throw new GraphError("graph/shape", `a loop over axes of lengths ${first} and ${other}`)
  return first
}
