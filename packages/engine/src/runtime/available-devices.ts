// Which devices this machine has: found by compiling a graph for each.
import { builders, encodeModel, FidelioError, Graph } from "@fidelio/core"
import { devices, type Device } from "./devices.ts"
import { createSession } from "./session.ts"

/** The devices that sessions can be created for. ONNX Runtime's libraries may print why a device is not there. */
export async function availableDevices(): Promise<readonly Device[]> {
  const model = probe()
  const available: Device[] = []
  for (const device of devices) {
    if (await isAvailable(model, device)) available.push(device)
  }
  return available
}

function probe(): Uint8Array {
  const graph = new Graph("probe")
  graph.output("negative", builders.neg(graph.input("given", "float32", [1])))
  return encodeModel(graph)
}

async function isAvailable(model: Uint8Array, device: Device): Promise<boolean> {
  try {
    const session = await createSession(model, { device })
    await session.release()
    return true
  } catch (error) {
    if (error instanceof FidelioError && error.code === "session/device") return false
    throw error
  }
}
