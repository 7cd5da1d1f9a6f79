// Trains Fidelio's trees on a table that `tables.ts` wrote and prints `{"fit": seconds, "predict": seconds, "quality": …}`.
// usage: node --conditions=source bench/trees/fidelio.ts FOLDER THREADS ROUNDS LEAVES RATE
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { binColumns } from "../../packages/core/src/trees/bins/bin-columns.ts"
import type { TreeColumn } from "../../packages/core/src/trees/bins/column.ts"
import { createBooster } from "../../packages/core/src/trees/booster.ts"
import { treeObjective } from "../../packages/core/src/trees/objectives/index.ts"
import { predictTreeScores } from "../../packages/core/src/trees/predict-tree-scores.ts"
import { boosterSettings } from "../../packages/core/src/trees/settings.ts"
import { TreeMemory } from "../../packages/core/src/trees/wasm/tree-memory.ts"
import { startTreeThreads } from "../../packages/engine/src/trees/tree-threads.ts"
import type { TableMeta } from "./tables.ts"

const [folder = "", threads = "1", rounds = "100", leaves = "31", rate = "0.1"] = process.argv.slice(2)
const meta = JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")) as TableMeta // written by tables.ts

const bufferOf = (name: string): ArrayBuffer => {
  const bytes = readFileSync(join(folder, name))
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
const columnsOf = (part: string): TreeColumn[] =>
  meta.columns.map(({ kind, levels }, index) => {
    const buffer = bufferOf(`${part}-${index}.bin`)
    return kind === "number"
      ? { kind, values: new Float32Array(buffer) }
      : { kind, values: new Int32Array(buffer), levels }
  })
const targetsOf = (part: string): Float32Array | Int32Array =>
  meta.task === "multiclass"
    ? new Int32Array(bufferOf(`${part}-target.bin`))
    : new Float32Array(bufferOf(`${part}-target.bin`))

const settings = boosterSettings({
  learning_rate: Number(rate),
  num_leaves: Number(leaves),
  max_depth: -1,
  bagging_fraction: 1,
  feature_fraction: 1,
  lambda_l1: 0,
  lambda_l2: 0,
  min_gain_to_split: 0,
})
const columns = columnsOf("train")
const began = performance.now()
const pool = Number(threads) > 1 ? startTreeThreads(Number(threads)) : undefined
const binned = binColumns(columns, settings, new TreeMemory(pool !== undefined))
const binnedAt = performance.now()
const booster = createBooster({
  columns: binned,
  targets: targetsOf("train"),
  classes: meta.task === "binary" ? 2 : meta.classes,
  objective: treeObjective(meta.task),
  settings,
  threads: pool,
})
for (let round = 0; round < Number(rounds); round++) booster.round()
const trained = performance.now()
const scores = predictTreeScores(booster.model, columnsOf("test"))
const predicted = performance.now()

const targets = targetsOf("test")
const quality = { binary: auc, squared_error: rootMeanSquaredError, multiclass: logLoss }[meta.task](scores, targets)
console.log(
  JSON.stringify({
    fit: (trained - began) / 1000,
    bin: (binnedAt - began) / 1000,
    predict: (predicted - trained) / 1000,
    quality,
  }),
)
await pool?.close()

function auc(values: Float64Array, truth: Float32Array | Int32Array): number {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  let ranks = 0
  let positives = 0
  for (let begin = 0; begin < order.length;) {
    let end = begin
    while (end < order.length && values[order[end]!] === values[order[begin]!]) end++
    for (let i = begin; i < end; i++) {
      if (truth[order[i]!] === 0) continue
      ranks += (begin + end + 1) / 2
      positives++
    }
    begin = end
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

function rootMeanSquaredError(values: Float64Array, truth: Float32Array | Int32Array): number {
  return Math.sqrt(values.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0) / values.length)
}

function logLoss(values: Float64Array, truth: Float32Array | Int32Array): number {
  const classes = meta.classes
  let sum = 0
  for (const [row, target] of truth.entries()) {
    const logits = values.subarray(row * classes, (row + 1) * classes)
    const most = Math.max(...logits)
    sum += Math.log(logits.reduce((total, logit) => total + Math.exp(logit - most), 0)) + most - logits[target]!
  }
  return sum / truth.length
}
