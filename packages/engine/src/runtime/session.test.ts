// Sessions: feeds, outputs in place, bindings, double-buffered state, threads, errors.
import { spawnSync } from "node:child_process"
import { builders, encodeModel, Graph, tensorOf, zeros, type Dtype, type Tensor } from "@fidelio/core"
import { expect, test } from "vitest"
import {
  runTrainingExample,
  trainingExampleBatches,
  trainingExampleModel,
  trainingExampleTensors,
} from "../../../../test/support/training-example.ts"
import { availableDevices } from "./available-devices.ts"
import { DoubleBuffer } from "./double-buffer.ts"
import { threadsFor } from "./session-options.ts"
import { createSession } from "./session.ts"

const cpu = { device: "cpu", threads: 1 } as const

/** sum = a + b, product = a · b, over any batch. */
function twoOutputs(): Uint8Array {
  const graph = new Graph("two_outputs")
  const a = graph.input("a", "float32", ["batch", 2])
  const b = graph.input("b", "float32", [2])
  graph.output("sum", builders.add(a, b))
  graph.output("product", builders.mul(a, b))
  return encodeModel(graph)
}
const a = tensorOf("float32", [1, 2], [1, 2])
const b = tensorOf("float32", [2], [3, 4])

test("computes all outputs, or those asked for", async () => {
  await using session = await createSession(twoOutputs(), cpu)
  expect(session.inputNames).toEqual(["a", "b"])
  expect(session.outputNames).toEqual(["sum", "product"])
  expect(await session.run({ a, b })).toEqual({
    sum: tensorOf("float32", [1, 2], [4, 6]),
    product: tensorOf("float32", [1, 2], [3, 8]),
  })
  expect(await session.run({ a, b }, { sum: undefined })).toEqual({ sum: tensorOf("float32", [1, 2], [4, 6]) })
})

test("writes into the output tensors it is given", async () => {
  await using session = await createSession(twoOutputs(), cpu)
  const sum = zeros("float32", [1, 2])
  const results = await session.run({ a, b }, { sum, product: undefined })
  expect(results["sum"]).toBe(sum)
  expect(sum.data).toEqual(Float32Array.of(4, 6))
  expect(results["product"]?.data).toEqual(Float32Array.of(3, 8))
})

test("sees what changed in a tensor that it was fed before", async () => {
  await using session = await createSession(twoOutputs(), cpu)
  const data = Float32Array.of(0, 0)
  const changing: Tensor = { dtype: "float32", shape: [1, 2], data }
  await session.run({ a: changing, b })
  data.set([10, 20])
  expect((await session.run({ a: changing, b }))["sum"]?.data).toEqual(Float32Array.of(13, 24))
})

test("a binding keeps some feeds and outputs and takes others", async () => {
  await using session = await createSession(twoOutputs(), cpu)
  const sum = zeros("float32", [1, 2])
  const binding = session.bind({ feeds: { b }, outputs: { sum } })
  expect(await binding.run({ a })).toEqual({ sum })
  expect(sum.data).toEqual(Float32Array.of(4, 6))
  expect(await binding.run({ a: b1x2(5) }, { product: undefined })).toEqual({
    sum,
    product: tensorOf("float32", [1, 2], [15, 20]),
  })
})
const b1x2 = (value: number): Tensor => tensorOf("float32", [1, 2], [value, value])

const values: Readonly<Partial<Record<Dtype, readonly number[] | readonly string[]>>> = {
  float32: [1.5, -0],
  float64: [1.5, NaN],
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int32: [-5, 2 ** 31 - 1],
  int64: [-5, 2 ** 53],
  bool: [0, 1],
  string: ["", "Grüße"],
}
test.each(Object.entries(values) as [Dtype, readonly number[]][])("%s goes in and out", async (dtype, numbers) => {
  const graph = new Graph("identity")
  graph.output("same", builders.identity(graph.input("given", dtype, [2])))
  await using session = await createSession(encodeModel(graph), cpu)
  const given = tensorOf(dtype, [2], numbers)
  expect(await session.run({ given })).toEqual({ same: given })
})

test("any number of steps a run and of threads gives the same bits", async () => {
  const expected = await runTrainingExample(cpu, { stepsPerRun: 1 })
  expect(expected.losses.at(-1)).toBeLessThan(expected.losses[0]! / 2) // 40 steps
  expect(await runTrainingExample(cpu, { stepsPerRun: 8 })).toEqual(expected)
  expect(await runTrainingExample({ device: "cpu", threads: 2 }, { stepsPerRun: 20 })).toEqual(expected)
  expect(await runTrainingExample({ device: "cpu" }, { stepsPerRun: 40 })).toEqual(expected)
})

test("state that a run reads and writes changes roles, and only after a run that succeeded", async () => {
  await using session = await createSession(trainingExampleModel(), cpu)
  const { tables, parameters } = trainingExampleTensors()
  const buffer = new DoubleBuffer(parameters)
  const binding = buffer.bind(session, { input: (name) => name, output: (name) => `next.${name}` }, { feeds: tables })
  const before = buffer.current
  await expect(binding.run({ batches: tensorOf("int32", [1, 1], [0]) })).rejects.toMatchObject({
    code: "session/failed",
  })
  expect(buffer.current).toBe(before)
  await binding.run({ batches: trainingExampleBatches(0, 1) })
  expect(buffer.next).toBe(before)
  await binding.run({ batches: trainingExampleBatches(1, 1) })
  expect(buffer.current).toBe(before)
})

test("what is no model cannot be loaded", async () => {
  await expect(createSession(Uint8Array.of(1, 2, 3), cpu)).rejects.toMatchObject({
    code: "session/failed",
    message: expect.stringContaining("could not be loaded"),
  })
})

test("a failing node is named", async () => {
  const graph = new Graph("gather")
  graph.output("picked", builders.gather(graph.input("table", "float32", [3]), graph.input("at", "int32", [1])))
  await using session = await createSession(encodeModel(graph), cpu)
  const run = session.run({ table: zeros("float32", [3]), at: tensorOf("int32", [1], [7]) })
  await expect(run).rejects.toMatchObject({ code: "session/failed", at: "picked" })
})

test("a missing input is named", async () => {
  await using session = await createSession(twoOutputs(), cpu)
  await expect(session.run({ a })).rejects.toMatchObject({
    code: "session/failed",
    message: expect.stringContaining("'b'"),
  })
})

test("a device that is not there is an error with a way out", async () => {
  await expect(createSession(twoOutputs(), { device: "cuda" })).rejects.toMatchObject({
    code: "session/device",
    hint: expect.stringContaining('"cpu"'),
  })
})

test("the CPU is always available", async () => {
  expect(await availableDevices()).toContain("cpu")
})

test("failures are thrown, not printed as well", () => {
  const source = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  const script = `
    import { createSession } from ${source("./session.ts")}
    for (const device of ["cpu", "cuda"]) await createSession(Uint8Array.of(1, 2, 3), { device }).catch((error) => console.log(error.code))`
  const args = ["--conditions=source", "--input-type=module", "--eval", script]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  expect(stdout).toBe("session/failed\nsession/device\n")
  expect(stderr).toBe("")
})

test.each([
  [1e6, 1],
  [60e6, 1],
  [230e6, 2],
  [460e6, 3],
  [1.3e9, 7],
  [1e12, 16],
])("%d multiply-adds are worth %d of 16 threads", (work, threads) => {
  expect(threadsFor(work, 16)).toBe(threads)
  expect(threadsFor(work, 1)).toBe(1)
})
