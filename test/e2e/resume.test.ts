// A run that was interrupted or killed, and then resumed, ends in the very weights of one that was left alone.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { fidelio, outcomeOf, startFidelio, temporaryFolder, type Folder } from "../support/command.ts"

// Dropout, a schedule and accumulation, so that there is much that could go wrong; some two seconds of training.
const config = `
input_features:
  - {name: a, type: number}
  - {name: b, type: category}
output_features:
  - {name: y, type: number}
combiner: {type: concat, num_fc_layers: 2, output_size: 32, dropout: 0.1}
trainer:
  epochs: 250
  batch_size: 32
  early_stop: -1
  gradient_accumulation_steps: 2
  learning_rate_scheduler: {decay: cosine, warmup_fraction: 0.1}
`
// Trees that are dropped and rows that are drawn anew, at a rate at which nothing is overfitted for some seconds.
const trees = `
model_type: gbm
input_features:
  - {name: a, type: number}
  - {name: b, type: category}
output_features:
  - {name: y, type: number}
  - {name: b2, type: category, column: b}
trainer:
  boosting_type: dart
  num_boost_round: 600
  boosting_rounds_per_checkpoint: 40
  early_stop: -1
  skip_drop: 0.9
  bagging_freq: 7
`
const rows = Array.from(
  { length: 1500 },
  (_, i) => `${Math.sin(i * 7.3)},${"pqr"[i % 3]},${Math.cos(i * 7.3) + (i % 3)}\n`,
)

const weightsOf = (folder: Folder, results: string): Buffer =>
  readFileSync(folder.at(results, "experiment_run/model/model_weights.safetensors"))

const words = (results: string): string[] => [
  "train",
  "-c",
  "config.yaml",
  "-d",
  "data.csv",
  "-od",
  results,
  "-rs",
  "7",
]

function folderWithData(text = config): Folder {
  const folder = temporaryFolder()
  writeFileSync(folder.at("data.csv"), `a,b,y\n${rows.join("")}`)
  writeFileSync(folder.at("config.yaml"), text)
  return folder
}

/** Starts a run and sends it a signal a little after its first checkpoint. */
async function stopped(folder: Folder, results: string, signal: NodeJS.Signals): Promise<number | null> {
  const child = startFidelio(words(results), { cwd: folder.path })
  const ended = outcomeOf(child)
  const index = folder.at(results, "experiment_run/model/training_checkpoints/checkpoints.json")
  const timer = setInterval(() => {
    if (!existsSync(index)) return
    clearInterval(timer)
    setTimeout(() => child.kill(signal), 250)
  }, 20)
  const { status } = await ended
  clearInterval(timer)
  expect(existsSync(index)).toBe(true)
  return status
}

test.each([
  ["a network", config],
  ["trees", trees],
])("kill -9 and Ctrl-C, resumed: %s", async (_, text) => {
  using folder = folderWithData(text)
  expect(await fidelio(words("alone"), { cwd: folder.path })).toMatchObject({ status: 0, stderr: "" })
  expect(await stopped(folder, "killed", "SIGKILL")).toBe(null)
  expect(await stopped(folder, "interrupted", "SIGINT")).toBe(130)
  for (const results of ["killed", "interrupted"]) {
    const again = results === "killed" ? words(results) : ["train"] // its folder alone is enough
    const resumed = await fidelio([...again, "-mrp", `${results}/experiment_run`], { cwd: folder.path })
    expect(resumed).toMatchObject({ status: 0, stderr: "" })
    expect(weightsOf(folder, results).equals(weightsOf(folder, "alone")), results).toBe(true)
    expect(existsSync(folder.at(results, "experiment_run/model/training_checkpoints"))).toBe(false)
  }
})

test("same seed, same weights; another seed, others", async () => {
  using folder = folderWithData()
  const short = [...words("x"), "--skip_save_processed_input"]
  writeFileSync(folder.at("config.yaml"), config.replace("epochs: 250", "epochs: 3"))
  for (const [results, seed] of [
    ["one", "1"],
    ["again", "1"],
    ["two", "2"],
  ] as const) {
    const outcome = await fidelio([...short, "-od", results, "-rs", seed], { cwd: folder.path })
    expect(outcome).toMatchObject({ status: 0, stderr: "" })
  }
  expect(weightsOf(folder, "one").equals(weightsOf(folder, "again"))).toBe(true)
  expect(weightsOf(folder, "one").equals(weightsOf(folder, "two"))).toBe(false)
})
