// What a training or a prediction runs on.
import { fidelioVersion } from "../version.ts"
import { loadOnnxRuntime } from "./onnxruntime.ts"

export async function runtimeVersions(): Promise<Readonly<Record<"fidelio" | "node" | "onnxruntime", string>>> {
  const ort = await loadOnnxRuntime()
  return {
    fidelio: fidelioVersion(),
    node: process.versions.node,
    onnxruntime: ort.env.versions.node ?? ort.env.versions.common,
  }
}
