// How ONNX Runtime is asked to compile and run; the figures behind each choice are in README.md.
import { availableParallelism } from "node:os"
import type { Ort } from "./onnxruntime.ts"
import type { SessionSettings } from "./session.ts"

export function sessionOptions(settings: SessionSettings): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [settings.device],
    intraOpNumThreads: settings.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 4,
  }
}
