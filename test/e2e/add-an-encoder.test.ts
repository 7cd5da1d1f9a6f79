// The finished change of CONTRIBUTING.md, made in a copy of core: the encoder's contract holds for it.
import { execFileSync } from "node:child_process"
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder } from "../support/command.ts"
import { fencesOf, type Fence } from "../support/fences.ts"
import { root } from "../support/sources.ts"

const page = "CONTRIBUTING.md"

/** The path in the line above a block. */
function fileOf(fence: Fence): string {
  const lines = readFileSync(join(root, page), "utf8").split("\n")
  const path = lines
    .slice(0, fence.line - 2)
    .findLast((line) => line.trim() !== "")
    ?.match(/^`(.+)`:$/)?.[1]
  if (path === undefined) throw new TypeError(`no path above the block in line ${fence.line} of ${page}`)
  return path
}

/** Lines that begin with `-` become those with `+`; added imports come after the first line. */
function applyDiff(text: string, diff: string): string {
  const lines = diff.split("\n")
  const of = (mark: string): readonly string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1))
  const imports = of("+").filter((line) => line.startsWith("import "))
  const [removed] = of("-")
  const [added] = of("+").filter((line) => !line.startsWith("import "))
  expect(text).toContain(removed)
  const [first, ...rest] = text.replace(removed!, added!).split("\n")
  return [first, ...imports, ...rest].join("\n")
}

test("the change that the page shows is all that an encoder needs", () => {
  using folder = temporaryFolder()
  for (const path of [
    "packages/core/src",
    "test/contract",
    "test/support",
    "test/fixtures",
    "vitest.config.ts",
    "package.json",
  ])
    cpSync(join(root, path), folder.at(path), { recursive: true })
  for (const path of ["tsconfig.base.json", "packages/core/tsconfig.json", "packages/core/package.json"])
    cpSync(join(root, path), folder.at(path))
  const fences = fencesOf(page)
  for (const fence of fences.filter(({ language }) => language === "ts"))
    writeFileSync(folder.at(fileOf(fence)), fence.text)
  for (const fence of fences.filter(({ language }) => language === "diff")) {
    const path = folder.at(fileOf(fence))
    writeFileSync(path, applyDiff(readFileSync(path, "utf8"), fence.text))
  }
  const run = (name: string, ...words: readonly string[]): string =>
    execFileSync(join(root, "node_modules/.bin", name), words, {
      cwd: folder.path,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    })
  run("tsc", "-p", "packages/core", "--outDir", folder.at("built"), "--tsBuildInfoFile", folder.at("built/info"))
  const report = run("vitest", "run", "--project", "pure", "--reporter", "verbose", "test/contract/encoders.test.ts")
  expect(report).toContain("signed_log")
  expect(dirname(fileOf(fences[0]!))).toBe("packages/core/src/encoders/number")
})
