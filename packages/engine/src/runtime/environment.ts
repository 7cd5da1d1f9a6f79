// What a training runs on: versions, and the machine without its name.
import { availableParallelism, cpus, totalmem } from "node:os"
import { fidelioVersion } from "../version.ts"
import { loadOnnxRuntime } from "./onnxruntime.ts"

export async function runtimeEnvironment() {
  const ort = await loadOnnxRuntime()
  return {
    fidelio: fidelioVersion(),
    node: process.versions.node,
    onnxruntime: ort.env.versions.node ?? ort.env.versions.common,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 2 ** 30),
  }
}
