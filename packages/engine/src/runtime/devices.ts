// Where a graph runs: the CPU, WebGPU (any GPU with a Vulkan, Metal or Direct3D 12 driver) or CUDA.
import { FidelioError } from "@fidelio/core"

export const devices = ["cpu", "webgpu", "cuda"] as const
export type Device = (typeof devices)[number]

const needs: Readonly<Record<Device, string>> = {
  cpu: "",
  webgpu: "WebGPU needs a GPU with a Vulkan, Metal or Direct3D 12 driver",
  cuda: "CUDA needs an NVIDIA GPU and ONNX Runtime's CUDA libraries (`node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12`)",
}

/** What ONNX Runtime says when a provider, its libraries or its driver is not there. */
const unavailable =
  /WebGPU adapter|WebGpuContext|no available backend|not supported in this build|shared library|libonnxruntime_providers|LoadLibrary|cannot open shared object|CUDA failure|CUDA driver|cudaGet/i

/** The error for a device that is not there; undefined where the failure has another cause. */
export function deviceError(device: Device, cause: unknown): FidelioError | undefined {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (device === "cpu" || !unavailable.test(message)) return undefined
  return new FidelioError("session/device", `The device "${device}" is not available on this machine.`, {
    at: "backend.device",
    hint: `${needs[device]}. Without it, use the device "cpu".`,
    cause,
  })
}
