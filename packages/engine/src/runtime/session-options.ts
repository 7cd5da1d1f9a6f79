// How ONNX Runtime is asked to compile and run; the figures behind each choice are in README.md.
import { availableParallelism } from "node:os"
import type { Device } from "./devices.ts"
import type { Ort } from "./onnxruntime.ts"

/** Multiply-adds of one step above which a further thread gains more than handing work over to it costs. */
const multiplyAddsPerThread = 200e6

/** How many threads a graph is worth that does this many multiply-adds between two returns to the caller (one step of a loop). */
export function threadsFor(multiplyAdds: number, cores: number = availableParallelism()): number {
  return Math.max(1, Math.min(cores, Math.ceil(multiplyAdds / multiplyAddsPerThread)))
}

/** Bytes from which rewriting a graph takes longer than all it could save: the time grows faster than the graph. */
const rewrittenBelow = 500_000

interface Compiled {
  readonly device: Device
  readonly threads?: number | undefined
  /** Size of the model. */
  readonly bytes: number
}

export function sessionOptions({ device, threads, bytes }: Compiled): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    intraOpNumThreads: threads ?? availableParallelism(),
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: bytes < rewrittenBelow ? "all" : "disabled",
    logSeverityLevel: 4,
    // A thread without work looks for some for 100 µs, then sleeps: longer takes the processor from others for no gain.
    extra: { session: { intra_op: { spin_duration_us: "100" } } },
  }
}
