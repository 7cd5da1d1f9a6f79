// Lines a folder, long files, bytes of the packed packages and type instantiations, against bench/baseline.json.
// What grew by more than a quarter fails; `--update` accepts it.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readSources, root, type Source } from "../test/support/sources.ts"

const packages = ["core", "client", "engine", "hub", "web", "fidelio"] as const
const budget = 300
const tolerated = 1.25
const baselinePath = join(root, "bench/baseline.json")

const run = (command: string, words: readonly string[], cwd: string): string =>
  execFileSync(join(root, "node_modules/.bin", command), words, { cwd, encoding: "utf8" })

const lines = ({ text }: Source): number => text.split("\n").length - 1
const folderOf = (path: string): string =>
  path
    .split("/")
    .slice(0, path.split("/").length > 4 ? 4 : 3)
    .join("/")

/** What the packages weigh when they are packed, and what the compiler does for them; the same on every machine. */
function measure(): Readonly<Record<string, number>> {
  const sizes = packages.flatMap((name) => {
    const at = join(root, "packages", name)
    const packed = execFileSync("npm", ["pack", "--dry-run", "--json"], {
      cwd: at,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
    const [{ size } = { size: 0 }] = Object.values(
      JSON.parse(packed.slice(packed.search(/^[[{]/m))) as Record<string, { size: number }>,
    ) // as npm prints
    const told = run(
      "tsc",
      ["-p", ".", "--noEmit", "--incremental", "false", "--composite", "false", "--extendedDiagnostics"],
      at,
    )
    const instantiations = Number(/^Instantiations:\s+(\d+)/m.exec(told)?.[1])
    return [
      [`${name}: packed bytes`, size],
      [`${name}: type instantiations`, instantiations],
    ] as const
  })
  return Object.fromEntries(sizes)
}

const sources = readSources(...packages.map((name) => `packages/${name}/src`)).filter(({ isTest }) => !isTest)
const byFolder = Map.groupBy(sources, ({ path }) => folderOf(path))
for (const [folder, files] of [...byFolder].toSorted(([a], [b]) => a.localeCompare(b)))
  process.stdout.write(`${String(files.reduce((sum, file) => sum + lines(file), 0)).padStart(7)}  ${folder}\n`)
for (const file of sources.filter((source) => lines(source) > budget))
  process.stdout.write(`over ${budget} lines: ${file.path} (${lines(file)})\n`)

const measured = measure()
const baseline = (existsSync(baselinePath) ? JSON.parse(readFileSync(baselinePath, "utf8")) : {}) as Readonly<
  Record<string, number>
> // written below
if (process.argv.includes("--update")) writeFileSync(baselinePath, `${JSON.stringify(measured, undefined, 2)}\n`)
for (const [name, value] of Object.entries(measured)) {
  const before = baseline[name] ?? value
  const isTooMuch = value > before * tolerated
  process.stdout.write(
    `${name}: ${value} (${((value / before) * 100).toFixed(0)} % of the baseline)${isTooMuch ? " — too much; --update accepts it" : ""}\n`,
  )
  if (isTooMuch && !process.argv.includes("--update")) process.exitCode = 1
}
