// Runs that cannot go on, or cannot begin where they are told to.
import { writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { fidelio, outcomeOf, startFidelio, temporaryFolder, type Folder } from "../support/command.ts"

const rows = Array.from({ length: 300 }, (_, i) => `${Math.sin(i * 7.3)},${Math.cos(i * 7.3)}\n`)

const configOf = (trainer: string, width = 16): string => `
input_features: [{name: a, type: number}]
output_features: [{name: y, type: number}]
combiner: {type: concat, num_fc_layers: 1, output_size: ${width}}
trainer: ${trainer}
`

const words = ["train", "-c", "config.yaml", "-d", "data.csv", "--skip_save_processed_input"]

function folderWith(config: string): Folder {
  const folder = temporaryFolder()
  writeFileSync(folder.at("data.csv"), `a,y\n${rows.join("")}`)
  writeFileSync(folder.at("config.yaml"), config)
  return folder
}

test("a loss that becomes infinite before anything is worth keeping", async () => {
  using folder = folderWith(
    configOf("{epochs: 20, optimizer: {type: sgd}, learning_rate: 1.0e30, gradient_clipping: null}"),
  )
  const { status, stderr } = await fidelio(words, { cwd: folder.path })
  expect(status).toBe(5)
  expect(stderr).toContain("training/diverged")
  expect(stderr).toContain("learning_rate")
})

test("a run resumed with another config", async () => {
  using folder = folderWith(configOf("{epochs: 100000, early_stop: -1}"))
  const child = startFidelio([...words, "--json"], { cwd: folder.path })
  child.stdout?.on("data", (text: Buffer) => {
    if (text.includes('"checkpoint"') || text.includes('"evaluation_end"')) child.kill("SIGINT")
  })
  expect(await outcomeOf(child)).toMatchObject({ status: 130 })
  folder.write("config.yaml", configOf("{epochs: 100000, early_stop: -1}", 8))
  const { status, stderr } = await fidelio([...words, "-mrp", "results/experiment_run"], { cwd: folder.path })
  expect(status).toBe(5)
  expect(stderr).toContain("training/resume")
  expect(stderr).toContain("description.json")
})

test("a model to start from that has another shape", async () => {
  using folder = folderWith(configOf("{epochs: 1}"))
  expect(await fidelio(words, { cwd: folder.path })).toMatchObject({ status: 0, stderr: "" })
  folder.write("config.yaml", configOf("{epochs: 1}", 8))
  const { status, stderr } = await fidelio([...words, "-mlp", "results/experiment_run/model"], { cwd: folder.path })
  expect(stderr).toContain("training/initial-model")
  expect(status).toBe(5)
})
