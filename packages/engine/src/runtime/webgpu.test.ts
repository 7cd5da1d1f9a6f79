// The same training on the CPU and on a GPU (in software) ends in the same parameters.
import { expect, test } from "vitest"
import { missingSoftwareGpu, runOnSoftwareGpu } from "../../../../test/support/webgpu.ts"
import { runTrainingExample, type TrainingExampleResult } from "../../../../test/support/training-example.ts"

test("WebGPU trains as the CPU does", { timeout: 120_000 }, async ({ skip }) => {
  if (missingSoftwareGpu !== undefined) skip(missingSoftwareGpu)
  const example = new URL("../../../../test/support/training-example.ts", import.meta.url).href
  const printed = await runOnSoftwareGpu(`
    import { runTrainingExample } from ${JSON.stringify(example)}
    console.log(JSON.stringify(await runTrainingExample({ device: "webgpu" })))`)
  const onGpu = JSON.parse(printed) as TrainingExampleResult // what the script prints
  const onCpu = await runTrainingExample({ device: "cpu" })
  expect(onGpu.losses).toHaveLength(onCpu.losses.length)
  for (const [i, loss] of onGpu.losses.entries()) expect(loss).toBeCloseTo(onCpu.losses[i] ?? NaN, 4)
  for (const [name, values] of Object.entries(onCpu.parameters)) {
    for (const [i, value] of values.entries()) expect(onGpu.parameters[name]?.[i]).toBeCloseTo(value, 4)
  }
})
