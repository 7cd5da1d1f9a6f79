// The whole loop on a GPU (in software), chosen by the config, ends near the model of the CPU.
import { expect, test } from "vitest"
import { trainOnDevice, type DeviceTraining } from "../../../../test/support/device-training.ts"
import { missingSoftwareGpu, runOnSoftwareGpu } from "../../../../test/support/webgpu.ts"

test("WebGPU trains the model that the CPU trains", { timeout: 180_000 }, async ({ skip }) => {
  if (missingSoftwareGpu !== undefined) skip(missingSoftwareGpu)
  const support = new URL("../../../../test/support/device-training.ts", import.meta.url).href
  const printed = await runOnSoftwareGpu(`
    import { trainOnDevice } from ${JSON.stringify(support)}
    console.log(JSON.stringify(await trainOnDevice("webgpu")))`)
  const onGpu = JSON.parse(printed) as DeviceTraining // what the script prints
  const onCpu = await trainOnDevice("cpu")
  expect([onGpu.device, onCpu.device]).toEqual(["webgpu", "cpu"])
  for (const split of ["training", "validation", "test"] as const) {
    for (const [i, loss] of onCpu.losses[split].entries()) expect(onGpu.losses[split][i]).toBeCloseTo(loss!, 3)
  }
  expect(Object.keys(onGpu.weights)).toEqual(Object.keys(onCpu.weights))
  for (const [name, values] of Object.entries(onCpu.weights)) {
    for (const [i, value] of values.entries()) expect(onGpu.weights[name]![i], `${name}[${i}]`).toBeCloseTo(value, 3)
  }
})
