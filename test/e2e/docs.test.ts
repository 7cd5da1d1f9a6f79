// What the pages tell to type is typed: shell blocks in order, one folder a page; TypeScript is checked and run.
import { execFileSync } from "node:child_process"
import { cpSync } from "node:fs"
import { delimiter, join } from "node:path"
import { afterAll, beforeAll, describe, test } from "vitest"
import { temporaryFolder, type Folder } from "../support/command.ts"
import { fencesOf } from "../support/fences.ts"
import { filesBelow, root } from "../support/sources.ts"

const pages = ["README.md", ...filesBelow("docs").filter((path) => path.endsWith(".md"))].filter(
  (path) => !/^docs\/(reference|contributing)\//.test(path),
)

const withBlocks = (...languages: readonly string[]): [string, readonly string[]][] =>
  pages
    .map((page): [string, readonly string[]] => [
      page,
      fencesOf(page)
        .filter(({ language }) => languages.includes(language))
        .map(({ text }) => text),
    ])
    .filter(([, blocks]) => blocks.length > 0)

const env = {
  ...process.env,
  PATH: [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
  NODE_OPTIONS: "",
}

describe("shell", () => {
  test.for(withBlocks("sh"))("%s", ([page, blocks]) => {
    using folder = temporaryFolder()
    cpSync(join(root, "examples"), folder.at("examples"), { recursive: true })
    const firstRun =
      "npx fidelio train --config examples/penguins/config.yaml --dataset node_modules/vega-datasets/data/penguins.json"
    const before = page === "README.md" ? [firstRun] : [] // told above, with its installation
    execFileSync("bash", ["-e", "-o", "pipefail", "-c", [...before, ...blocks].join("\n")], { cwd: folder.path, env })
  })
})

describe("TypeScript", () => {
  const typed = withBlocks("ts")
  const nameOf = (page: string): string => page.replaceAll(/\W/g, "-")
  let folder: Folder
  beforeAll(() => {
    folder = temporaryFolder()
    folder.write("package.json", JSON.stringify({ type: "module" }))
    const files = typed.map(([page, blocks]) => folder.write(`${nameOf(page)}.ts`, blocks.join("\n")))
    const compilerOptions = { customConditions: ["source"], types: ["node"], noEmit: true, composite: false }
    folder.write("tsconfig.json", JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, files }))
  })
  afterAll(() => folder[Symbol.dispose]())
  const run = (command: string, words: readonly string[], cwd: string) =>
    execFileSync(command, words, { cwd, env, encoding: "utf8" })

  test("has the types that it says", () => {
    run("tsc", ["-p", "."], folder.path) // all pages at once, because most of the work is the same for each
  })

  test.for(typed)("%s", ([, blocks]) => {
    using own = temporaryFolder()
    own.write("package.json", JSON.stringify({ type: "module" }))
    own.write("example.ts", blocks.join("\n"))
    run("node", ["--conditions=source", "example.ts"], own.path)
  })
})
