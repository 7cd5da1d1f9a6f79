import { describe, expect, it } from "vitest"
import { randomStream, tensor, type Tensor } from "@fidelio/core"
import { networkOf } from "../../../../test/support/reference-training.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../test/support/synthetic.ts"
import type { SplitMetrics } from "../training/callbacks.ts"
import { createRunningReport, type RunningReport } from "./running-report.ts"

const size = 5000 // more than one part
const output_features = [
  { name: "price", type: "number" },
  { name: "likes", type: "binary" },
  { name: "size", type: "category" },
]
const combiner = { type: "concat", num_fc_layers: 1, output_size: 4, batch_ensemble: true, num_ensemble_members: 2 }

function open(members: number): Promise<RunningReport> {
  const config = syntheticConfig({ output_features, ...(members > 0 && { combiner }) })
  const dataset = syntheticDataset(config, syntheticColumns(size), { training: size })
  const options = { spec: networkOf(config, dataset), layout: dataset.layout, session: { device: "cpu" } as const }
  return createRunningReport(options, dataset.splits.training, members)
}

/** Adds rows from one to another, as a run of steps would bring them: [steps, batch, …]. */
async function addRows(report: RunningReport, members: number, [start, end]: readonly [number, number]): Promise<void> {
  const rows = Int32Array.from({ length: end - start }, (_, i) => start + i)
  const logits = ([name, width]: readonly [string, number]): [string, Tensor] => {
    const perRow = Math.max(1, members) * width
    const data = new Float32Array(rows.length * perRow)
    for (const [i, row] of rows.entries()) {
      const random = randomStream(row)
      for (let j = 0; j < perRow; j++) data[i * perRow + j] = random.normal()
    }
    return [`logits.${name}`, tensor("float32", [1, rows.length, ...(members > 0 ? [members] : []), width], data)]
  }
  const outputs = [["price", 1] as const, ["likes", 1] as const, ["size", 3] as const]
  await report.add(rows, Object.fromEntries(outputs.map(logits)))
}

async function metricsOf(members: number, cuts: readonly number[]): Promise<SplitMetrics> {
  await using report = await open(members)
  for (const [i, cut] of cuts.entries()) await addRows(report, members, [cuts[i - 1] ?? 0, cut])
  return (await report.take()).metrics()
}

describe.each([0, 2])("the report of passing batches, %i members", (members) => {
  it("is the same, bit for bit, however many a run of steps brings", async () => {
    const whole = await metricsOf(members, [size])
    expect(whole["likes"]!["roc_auc"]).toBeCloseTo(0.5, 1)
    expect(await metricsOf(members, [1, 8, 4095, 4097, size])).toEqual(whole)
    expect(await metricsOf(members, [4096, size])).toEqual(whole)
  })

  it("goes on from what was saved", async () => {
    const whole = await metricsOf(members, [size])
    await using first = await open(members)
    expect(first.save()).toBeUndefined()
    await addRows(first, members, [0, 4500])
    await using second = await open(members)
    second.restore(first.save()!)
    await addRows(second, members, [4500, size])
    expect((await second.take()).metrics()).toEqual(whole)
  })

  it("begins anew once it is taken", async () => {
    await using report = await open(members)
    await addRows(report, members, [0, 100])
    const first = (await report.take()).metrics()
    expect(report.save()).toBeUndefined()
    await addRows(report, members, [0, 100])
    expect((await report.take()).metrics()).toEqual(first)
    expect((await report.take()).metrics()["price"]!["loss"]).toBeNull()
  })
})
