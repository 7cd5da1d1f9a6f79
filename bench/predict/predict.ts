// `fidelio predict` on 1,000 rows of the wine table and `fidelio --help`, start to finish: seconds and peak memory.
// usage: node --conditions=source bench/predict/predict.ts --wine wine_quality.csv [--rounds 7]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { measureCommand } from "../support/command.ts"
import { fidelio } from "../support/fidelio.ts"
import { interleave, medianOf, othersLine, type Contestants } from "../support/interleave.ts"
import { machineLines } from "../support/machine.ts"
import { keeps, table } from "../support/table.ts"

const { values } = parseArgs({ options: { wine: { type: "string" }, rounds: { type: "string", default: "7" } } })
if (values.wine === undefined) throw new Error("--wine names the CSV of the wine qualities: see bench/README.md")

const limits = {
  predict: { seconds: 1.5, megabytes: 300 },
  "--help": { seconds: 0.2, megabytes: Infinity },
} as const
const target = "quality"
const categories: readonly string[] = ["color"]

type Run = { readonly seconds: number; readonly others: number | undefined; readonly MB: number | undefined }

const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
const run = async (...words: readonly string[]): Promise<Run> => {
  const { seconds, megabytes, others } = await measureCommand({ ...fidelio(...words), directory })
  return { seconds, others, MB: megabytes }
}

try {
  console.log(`${machineLines()}\n`)
  const lines = readFileSync(values.wine, "utf8").split("\n")
  const names = (lines[0] ?? "").trim().split(",")
  const typed = (name: string) => ({ name, type: categories.includes(name) ? "category" : "number" })
  writeFileSync(join(directory, "wine.csv"), lines.join("\n"))
  writeFileSync(join(directory, "rows.csv"), lines.slice(0, 1_001).join("\n"))
  const config = {
    input_features: names.filter((name) => name !== target).map(typed),
    output_features: [typed(target)],
    trainer: { epochs: 2 },
  }
  writeFileSync(join(directory, "config.yaml"), JSON.stringify(config))
  await run("train", "--config", "config.yaml", "--dataset", "wine.csv")
  const model = join("results", "experiment_run", "model")
  const contestants: Contestants<Run> = {
    predict: () => run("predict", "--model_path", model, "--dataset", "rows.csv", "--output_directory", "predictions"),
    "--help": () => run("--help"),
  }
  const results = await interleave(contestants, Number(values.rounds))
  const rows = Object.entries(limits).map(([name, limit]) => {
    const runs = results.get(name)
    const [seconds, megabytes] = [medianOf(runs, "seconds"), medianOf(runs, "MB")]
    const most = limit.megabytes === Infinity ? "–" : `${limit.megabytes} MB`
    const isKept = keeps(seconds, limit.seconds) === "yes" && keeps(megabytes, limit.megabytes) === "yes"
    return [`fidelio ${name}`, seconds, `${limit.seconds} s`, megabytes, most, isKept ? "yes" : "no"]
  })
  console.log(table(["command", "s", "at most", "MB", "at most", "kept"], rows))
  console.log(othersLine())
} finally {
  rmSync(directory, { recursive: true })
}
