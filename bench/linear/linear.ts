// Seconds to fit linear models to adult (32,561 rows, about a hundred coefficients a score), beside scikit-learn, and how far the coefficients differ.
// difference: of a coefficient from scikit-learn's settled ones; excess: how much higher the objective is that scikit-learn ends with.
// usage: PEER_PYTHON=… node --conditions=source bench/linear/linear.ts --adult adult.csv [--rounds 5] [--no-peer] [task …]
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import {
  designMatrix,
  fitLinear,
  predictLinearScores,
  type DesignColumn,
  type DesignMatrix,
  type LinearModel,
  type LinearOptions,
} from "@fidelio/core"
import { machineLines } from "../support/machine.ts"
import { cpuOnly, peerPython, peerVersions } from "../support/peer.ts"
import { table, times } from "../support/table.ts"

const { values, positionals } = parseArgs({
  options: {
    adult: { type: "string" },
    rounds: { type: "string", default: "5" },
    "no-peer": { type: "boolean", default: false },
  },
  allowPositionals: true,
})
if (values.adult === undefined) throw new Error("--adult names the CSV of the adult data: see bench/README.md")
const rounds = Number(values.rounds)

// ── the table ───────────────────────────────────────────────────────────────────────────────────

const [header = "", ...lines] = readFileSync(values.adult, "utf8").trim().split("\n")
const names = header.trim().split(",")
const cells = lines.map((line) => line.trim().split(",")).filter((row) => row[names.indexOf("split")] === "0")
const column = (name: string): readonly string[] => cells.map((row) => row[names.indexOf(name)] ?? "")
const numberNames = ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
const categoryNames = names.filter((name) => !numberNames.includes(name) && name !== "income" && name !== "split")

/** To mean 0 and variance 1, as the peer's are. */
function standardized(name: string): Float64Array {
  const raw = Float64Array.from(column(name), Number)
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length
  const variance = raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length
  return raw.map((value) => (value - mean) / Math.sqrt(variance))
}

function coded(name: string): { readonly ids: Int32Array; readonly levels: number } {
  const texts = column(name)
  const levels = [...new Set(texts)].toSorted()
  return { ids: Int32Array.from(texts, (text) => levels.indexOf(text)), levels: levels.length }
}

const numbers = Object.fromEntries(numberNames.map((name) => [name, Array.from(column(name), Number)]))
const scaled = Object.fromEntries(numberNames.map((name) => [name, standardized(name)]))
const categories = Object.fromEntries([...categoryNames, "income"].map((name) => [name, coded(name)]))

// ── the tasks ───────────────────────────────────────────────────────────────────────────────────

interface Task {
  /** The peer's name of the model. */
  readonly kind: string
  readonly target: string
  readonly options: LinearOptions
}

const rows = cells.length
const tasks: Readonly<Record<string, Task>> = {
  linear: { kind: "LinearRegression", target: "hours_per_week", options: { family: "squared_error" } },
  ridge: {
    kind: "Ridge(1)",
    target: "hours_per_week",
    options: { family: "squared_error", settings: { l2: 1 / rows } },
  },
  lasso: {
    kind: "Lasso(0.05)",
    target: "hours_per_week",
    options: { family: "squared_error", settings: { l1: 0.05 } },
  },
  "elastic net": {
    kind: "ElasticNet(0.05, 0.5)",
    target: "hours_per_week",
    options: { family: "squared_error", settings: { l1: 0.025, l2: 0.025 } },
  },
  poisson: {
    kind: "PoissonRegressor(0.001)",
    target: "hours_per_week",
    options: { family: "poisson", settings: { l2: 0.001 } },
  },
  logistic: {
    kind: "LogisticRegression(C=1)",
    target: "income",
    options: { family: "binary", settings: { l2: 1 / rows } },
  },
  "l1 logistic": {
    kind: "LogisticRegression(C=0.1, l1_ratio=1)",
    target: "income",
    options: { family: "binary", settings: { l1: 10 / rows } },
  },
  multinomial: {
    kind: "LogisticRegression(C=1)",
    target: "workclass",
    options: { family: "multiclass", settings: { l2: 1 / rows } },
  },
  "multinomial, 15 classes": {
    kind: "LogisticRegression(C=1)",
    target: "occupation",
    options: { family: "multiclass", settings: { l2: 1 / rows } },
  },
}
const chosen = Object.entries(tasks).filter(([name]) => positionals.length === 0 || positionals.includes(name))

const inputsOf = ({ target }: Task) => ({
  numbers: numberNames.filter((name) => name !== target),
  categories: categoryNames.filter((name) => name !== target),
})
const targetsOf = ({ target }: Task): Float64Array | Int32Array =>
  categories[target]?.ids ?? Float64Array.from(numbers[target] ?? [])

interface Fitted {
  readonly first: number
  readonly seconds: number
  readonly model: LinearModel
}

function designOf(task: Task): DesignMatrix {
  const inputs = inputsOf(task)
  const columns: DesignColumn[] = [
    ...inputs.numbers.map((name): DesignColumn => ({ kind: "number", values: scaled[name]! })),
    ...inputs.categories.map((name): DesignColumn => {
      return { kind: "category", values: categories[name]!.ids, levels: categories[name]!.levels }
    }),
  ]
  return designMatrix(columns)
}

function fit(task: Task): Fitted {
  const targets = targetsOf(task)
  const seconds: number[] = []
  let model: LinearModel | undefined
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    model = fitLinear(designOf(task), targets, {
      ...task.options,
      classes: categories[task.target]?.levels ?? 1,
    })
    seconds.push((performance.now() - began) / 1000)
  }
  return { first: seconds[0]!, seconds: Math.min(...seconds.slice(1)), model: model! }
}

// ── the peer ────────────────────────────────────────────────────────────────────────────────────

interface PeerFit {
  readonly seconds: number
  readonly how: string
  readonly intercepts: readonly number[]
  readonly coefficients: readonly (readonly number[])[]
}
type PeerResults = Readonly<Record<string, { readonly usual: PeerFit; readonly tight: PeerFit }>>

function fitPeer(python: string): PeerResults {
  const directory = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  try {
    const about = {
      numbers,
      categories: Object.fromEntries(
        Object.entries(categories).map(([name, { ids, levels }]) => [name, { ids: Array.from(ids), levels }]),
      ),
      tasks: Object.fromEntries(
        chosen.map(([name, task]) => [
          name,
          { kind: task.kind, ...inputsOf(task), targets: Array.from(targetsOf(task)) },
        ]),
      ),
    }
    writeFileSync(join(directory, "table.json"), JSON.stringify(about))
    const script = join(import.meta.dirname, "peer.py")
    const output = execFileSync(python, [script, join(directory, "table.json"), String(rounds)], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...cpuOnly },
    })
    return JSON.parse(output) as PeerResults // as peer.py writes it
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The largest difference of a coefficient, as a share of the largest; with l1 and all levels they are not unique. */
function differenceOf(model: LinearModel, peer: PeerFit): number | undefined {
  if (model.missingStatistics !== "penalty" || model.fit.l2 === 0) return undefined
  const theirs = peer.coefficients.flat()
  const largest = Math.max(...theirs.map(Math.abs))
  return Math.max(...model.coefficients.flat().map((value, i) => Math.abs(value - theirs[i]!))) / largest
}

/** How much higher the peer's objective is than ours, as a share. */
function excessOf(task: Task, model: LinearModel, peer: PeerFit): number {
  const { l1, l2, objective } = model.fit
  const theirs = { ...model, intercepts: peer.intercepts, coefficients: peer.coefficients }
  const scores = predictLinearScores(theirs, designOf(task))
  const targets = targetsOf(task)
  const count = model.intercepts.length
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const own = scores.subarray(row * count, (row + 1) * count)
    loss += lossOf(task.options.family, own, targets[row]!)
  }
  let penalty = 0
  for (const value of peer.coefficients.flat()) penalty += l1 * Math.abs(value) + (l2 / 2) * value * value
  return (loss / rows + penalty - objective) / Math.abs(objective)
}

function lossOf(family: LinearOptions["family"], scores: Float64Array, target: number): number {
  const [score = 0] = scores
  if (family === "squared_error") return (score - target) ** 2 / 2
  if (family === "poisson") return Math.exp(score) - target * score
  if (family === "binary") return Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - target * score
  const most = Math.max(...scores)
  return Math.log(scores.reduce((sum, value) => sum + Math.exp(value - most), 0)) + most - scores[target]!
}

const results = chosen.map(([name, task]) => ({ name, task, ...fit(task) }))
const python = values["no-peer"] ? undefined : peerPython()
const peers = python === undefined ? undefined : fitPeer(python)
console.log(machineLines(python === undefined ? {} : peerVersions(python, ["scikit-learn", "numpy"])))
console.log(`${rows} rows; milliseconds, the least of ${rounds} fits in one process\n`)
console.log(
  table(
    [
      "model",
      "solver",
      "iterations",
      "first ms",
      "ms",
      "scikit-learn ms",
      "ratio",
      "settled ms",
      "ratio",
      "difference",
      "excess",
      "settled excess",
    ],
    results.map(({ name, task, first, seconds, model }) => {
      const peer = peers?.[name]
      return [
        name,
        model.fit.converged ? model.fit.solver : `${model.fit.solver}: ${model.fit.outcome}`,
        String(model.fit.iterations),
        first * 1000,
        seconds * 1000,
        peer && peer.usual.seconds * 1000,
        times(peer && seconds / peer.usual.seconds),
        peer && peer.tight.seconds * 1000,
        times(peer && seconds / peer.tight.seconds),
        peer && differenceOf(model, peer.tight)?.toExponential(1),
        peer && excessOf(task, model, peer.usual).toExponential(1),
        peer && excessOf(task, model, peer.tight).toExponential(1),
      ]
    }),
  ),
)
