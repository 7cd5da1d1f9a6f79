// Packs the packages, installs them into an empty project, and uses them there as people will: on Node 22 and 24.
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fencesOf } from "../test/support/fences.ts"
import { root } from "../test/support/sources.ts"

const packages = ["core", "client", "engine", "web", "hub", "fidelio"]
/** What a package must have; the pages are files, not a library. */
const filesOf = (name: string): readonly string[] => [
  "LICENSE",
  "README.md",
  ...(name === "web" ? ["dist/index.html"] : ["dist/index.js", "dist/index.d.ts"]),
]
const table = "node_modules/vega-datasets/data/penguins.json"
const config = `
input_features:
  - {name: Beak Length (mm), type: number}
  - {name: Island, type: category}
output_features:
  - {name: Species, type: category}
trainer: {epochs: 3}
`

/** Starts a hub, asks it for its health and for a page, and stops it. */
const useHub = `
import { spawn } from "node:child_process"
const [, , command, data] = process.argv
const hub = spawn(process.execPath, [command, "hub", "--port", "0", "--workers", "1", "--data", data, "--json"])
hub.stderr.pipe(process.stderr)
let text = ""
for await (const chunk of hub.stdout.setEncoding("utf8")) {
  text += chunk
  if (text.includes('"event":"hub"')) break
}
const { url } = JSON.parse(text.split("\\n").find((line) => line.includes('"event":"hub"')))
const { status } = await (await fetch(url + "/api/v1/health")).json()
const page = await (await fetch(url + "/")).text()
hub.kill("SIGTERM")
const code = await new Promise((resolve) => hub.once("close", resolve))
if (status !== "ok" || !page.includes("<script") || code !== 0) process.exit(1)
`

const folder = mkdtempSync(join(tmpdir(), "fidelio-packages-"))
const project = join(folder, "project")
try {
  install(pack())
  writeFiles()
  for (const node of [join(root, "node_modules/.bin"), installNode("22")]) check(node)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Runs a command and returns what it prints; if it fails, says what it printed. */
function run(command: string, args: readonly string[], { cwd = project, bin = "" } = {}): string {
  const path = [bin, process.env["PATH"]].filter((part) => part !== "").join(delimiter)
  // The script of onnxruntime-node only fetches libraries for CUDA.
  const env = { ...process.env, PATH: path, NODE_OPTIONS: "", ONNXRUNTIME_NODE_INSTALL: "skip" }
  try {
    return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string } // as execFileSync throws
    process.stderr.write(`${command} ${args.join(" ")} failed\n${stdout ?? ""}${stderr ?? ""}\n`)
    throw error
  }
}

function pack(): readonly string[] {
  for (const name of packages) {
    const at = join(root, "packages", name)
    for (const file of filesOf(name)) demand(existsSync(join(at, file)), `${name} has no ${file}`)
    run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: at })
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tgz"))
    .map((file) => join(folder, file))
}

function install(tarballs: readonly string[]): void {
  mkdirSync(project)
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }))
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", ...tarballs])
  demand(!existsSync(join(project, "node_modules/fidelio/src")), "sources are not for the package")
}

function installNode(version: string): string {
  const at = join(folder, `node-${version}`)
  mkdirSync(at)
  writeFileSync(join(at, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }))
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", `node@${version}`], { cwd: at })
  return join(at, "node_modules/.bin")
}

/** The table where the examples look for it, the optional peer, a config, and the TypeScript of the README. */
function writeFiles(): void {
  mkdirSync(join(project, "node_modules/vega-datasets/data"), { recursive: true })
  cpSync(join(root, table), join(project, table))
  const types = join(project, "node_modules/@types/node")
  mkdirSync(dirname(types), { recursive: true })
  if (!existsSync(types)) symlinkSync(join(root, "node_modules/@types/node"), types)
  symlinkSync(join(root, "node_modules/onnxruntime-web"), join(project, "node_modules/onnxruntime-web"))
  writeFileSync(join(project, "config.yaml"), config)
  const examples = fencesOf("README.md").filter(({ language }) => language === "ts")
  demand(examples.length > 0, "the README has no example in TypeScript")
  writeFileSync(join(project, "example.ts"), examples.map(({ text }) => text).join("\n"))
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    noEmit: true,
    types: ["node"],
    exactOptionalPropertyTypes: true,
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["example.ts"] }))
}

function check(bin: string): void {
  const version = run("node", ["--version"], { bin }).trim()
  const fidelio = (...words: string[]): string => run("npx", ["--no-install", "fidelio", ...words], { bin })
  demand(fidelio("--help").includes("train"), "the help does not name its commands")
  const results = `results-${version}`
  fidelio("train", "--config", "config.yaml", "--dataset", table, "--output_directory", results)
  const model = `${results}/experiment_run/model`
  fidelio("predict", "--model_path", model, "--dataset", table, "--output_directory", `${results}/predictions`)
  demand(
    readdirSync(join(project, `${results}/predictions`)).includes("predictions.csv"),
    "there is no predictions.csv",
  )
  const exported = `${results}/web`
  fidelio("export_model", "--model_path", model, "--format", "web", "--output", exported)
  for (const script of ["model.js", "runtime/loader.js", "runtime/raw-value.js", "runtime/short-float.js"])
    run("node", ["--check", `${exported}/${script}`], { bin })
  cpSync(join(project, exported, "offline.js"), join(project, exported, "offline.cjs")) // no module
  run("node", ["--check", `${exported}/offline.cjs`], { bin })
  run(join(root, "node_modules/.bin/tsc"), ["-p", "."], { bin })
  run("node", ["example.ts"], { bin })
  writeFileSync(join(project, "use-hub.mjs"), useHub)
  run("node", ["use-hub.mjs", "node_modules/fidelio/bin/fidelio.js", `hub-${version}`], { bin })
  process.stdout.write(`the packages work on Node ${version}\n`)
}

function demand(condition: boolean, complaint: string): void {
  if (condition) return
  process.stderr.write(`${complaint}\n`)
  process.exit(1)
}
