// The pages: every link leads somewhere, every config in them is valid. What they tell to run is run in e2e/docs.test.ts.
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { parse, stringify } from "yaml"
import { parseConfig } from "../packages/core/src/config/index.ts"
import { fencesOf } from "./support/fences.ts"
import { filesBelow, root } from "./support/sources.ts"

const inFolders = ["docs", "examples", "packages", "bench"].flatMap(filesBelow)
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "GLOSSARY.md", ...inFolders].filter(
  (path) => path.endsWith(".md"),
)

/** `#A heading` as a link names it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-")

const anchorsOf = (path: string): readonly string[] =>
  Array.from(readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm), ([, heading = ""]) => anchor(heading))

describe("links", () => {
  test.for(pages)("%s", (page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "")
    const targets = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target)
    const broken = targets.filter((target) => {
      if (/^(https?|mailto):/.test(target)) return false
      const [file = "", fragment] = target.split("#")
      const path = file === "" ? join(root, page) : join(root, dirname(page), file)
      return !existsSync(path) || (fragment !== undefined && !anchorsOf(path).includes(fragment))
    })
    expect(broken).toEqual([])
  })
})

/** What the fragments of the pages need around them: the columns they name. */
const surroundings = {
  input_features: [{ name: "age", type: "number" }],
  output_features: [{ name: "churned", type: "binary" }],
}

describe("configs", () => {
  const told = pages.filter((page) => !page.startsWith("docs/reference/"))
  const blocks = told.flatMap((page) =>
    fencesOf(page)
      .filter(({ language }) => language === "yaml")
      .map((fence): [string, string] => [`${page}:${fence.line}`, fence.text]),
  )

  test.for(blocks)("%s", ([at, text]) => {
    const isPart = (key: "input_features" | "output_features"): boolean => !text.includes(`${key}:`)
    const missing = Object.fromEntries(
      (["input_features", "output_features"] as const).filter(isPart).map((key) => [key, surroundings[key]]),
    )
    const hasUnknownEncoder = at.startsWith("CONTRIBUTING.md") // the page is about adding it
    const written = { ...missing, ...(parse(text) as object) }
    if (!hasUnknownEncoder) expect(() => parseConfig(stringify(written), at)).not.toThrow()
  })
})
