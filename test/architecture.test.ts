// What the compiler cannot see: layers point one way, there are no cycles, names and lengths are as agreed, lists are complete.
import { readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { describe, expect, test } from "vitest"
import { errorCatalogue } from "../packages/core/src/errors.ts"
import { ops } from "../packages/core/src/ops/index.ts"
import { transforms } from "../packages/core/src/transforms/index.ts"
import { filesBelow, readSources, root, type Source } from "./support/sources.ts"

const packages = ["core", "client", "engine", "hub", "web", "fidelio"] as const
type Package = (typeof packages)[number]

const sources = readSources(...packages.map((name) => `packages/${name}/src`))
const shipped = sources.filter(({ isTest }) => !isTest)
const everything = [...sources, ...readSources("test", "scripts", "bench")]

/** The files and folders of core, lowest first; those of one row may import one another. */
const layersOfCore: readonly (readonly string[])[] = [
  ["errors.ts", "random.ts", "row-groups.ts", "sql.ts", "schema"],
  ["graph"],
  ["ops"],
  ["autodiff", "passes"],
  ["define.ts", "layers", "initializers"],
  ["encoders", "combiners", "decoders", "losses", "metrics", "optimizers", "schedules", "linear", "trees"],
  ["transforms"],
  ["features"],
  ["config"],
  ["models"],
  ["charts"],
  ["index.ts"],
]

/** What each package may import besides its own files and its dependencies. */
const mayImport: Record<Package, readonly string[]> = {
  core: [],
  client: [],
  engine: ["core"],
  hub: ["core", "client", "engine"],
  web: ["core", "client"],
  fidelio: ["core", "client", "engine", "hub"],
}

const core = "packages/core/src/"
const unitOf = (path: string): string => path.slice(core.length).split("/")[0]!
const levelOf = (path: string): number => layersOfCore.findIndex((layer) => layer.includes(unitOf(path)))

describe("layers", () => {
  const ofCore = shipped.filter(({ path }) => path.startsWith(core))

  test("every file and folder of core has its layer", () => {
    expect([...new Set(ofCore.filter(({ path }) => levelOf(path) < 0).map(({ path }) => unitOf(path)))]).toEqual([])
  })

  test("imports within core point to lower layers", () => {
    const wrong = ofCore.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith(core) && levelOf(target) > levelOf(path))
        .map((target) => `${path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test("core imports nothing of Node or of the browser", () => {
    const wrong = ofCore.flatMap(({ path, imports }) =>
      imports.filter((name) => name.startsWith("node:")).map((name) => `${path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  test.for(packages)("%s imports only packages below it and its own dependencies", (name) => {
    const declared = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), "utf8")) as Readonly<
      Record<"dependencies" | "devDependencies", Readonly<Record<string, string>> | undefined>
    >
    const dependencies = (name === "web" ? declared.devDependencies : declared.dependencies) ?? {} // pages ship bundled
    const folder = `packages/${name}/src/`
    const allowed = new Set([...mayImport[name].map((other) => `@fidelio/${other}`), ...Object.keys(dependencies)])
    const isAllowed = (target: string): boolean =>
      target.startsWith(folder) || target.startsWith("node:") || allowed.has(packageOf(target))
    const wrong = shipped
      .filter(({ path }) => path.startsWith(folder))
      .flatMap(({ path, imports }) =>
        imports.filter((target) => !isAllowed(target)).map((target) => `${path} → ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test("no cycles", () => expect(findCycle(shipped)).toBeUndefined())
})

/** `@scope/name/path` → `@scope/name` */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

function findCycle(files: readonly Source[]): readonly string[] | undefined {
  const loadsByPath = new Map(files.map(({ path, loads }) => [path, loads]))
  const finished = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (finished.has(path)) return undefined
    for (const target of loadsByPath.get(path) ?? []) {
      const cycle = visit(target, [...trail, path])
      if (cycle !== undefined) return cycle
    }
    finished.add(path)
    return undefined
  }
  for (const { path } of files) {
    const cycle = visit(path, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

describe("files", () => {
  test("none is longer than 500 lines", () => {
    const long = everything.filter(({ text }) => text.split("\n").length > 500)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  test("names are kebab-case", () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.native)?(\.test|\.test-d|\.bench|\.d)?\.tsx?$/
    expect(everything.map(({ path }) => path).filter((path) => !name.test(basename(path)))).toEqual([])
  })

  test("names say something", () => {
    const empty = /^(utils?|common|helpers?|misc|managers?|base2?)$/
    const paths = [...packages.map((name) => `packages/${name}/src`), "test", "scripts", "bench", "docs"].flatMap(
      filesBelow,
    )
    expect(paths.filter((path) => path.split(/[/.]/).some((part) => empty.test(part)))).toEqual([])
  })

  test("the first line says what the file is", () => {
    const silent = everything.filter(({ isTest, text }) => !isTest && !/^(\/\/|\/\*\*) \S|^#!/.test(text))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  test("throw no bare errors", () => {
    const bare = shipped.filter(({ path, text }) => path !== `${core}errors.ts` && /throw new Error\(/.test(text))
    expect(bare.map(({ path }) => path)).toEqual([])
  })
})

describe("lists", () => {
  const joined = (name: string): string => name.replaceAll(/[-_]/g, "").toLowerCase()
  const filesOf = (folder: string): readonly Source[] =>
    shipped.filter(({ path }) => path.startsWith(`${folder}/`) && !/\/|^index\.ts$/.test(path.slice(folder.length + 1)))
  /** What files declare, by file name; one each. */
  const declaredIn = (folder: string, pattern: RegExp): readonly { readonly file: string; readonly name: string }[] =>
    filesOf(folder).flatMap(({ path, text }) =>
      Array.from(text.matchAll(pattern), ([, name = ""]) => ({ file: joined(basename(path, ".ts")), name })),
    )

  test("every operator is in the list, in a file of its name", () => {
    const declared = declaredIn(`${core}ops`, /^export const (\w+)Op\b/gm)
    const list = readFileSync(join(root, `${core}ops/index.ts`), "utf8")
    expect(declared.filter(({ file, name }) => joined(name) !== file || !list.includes(`\n  ${name}Op,`))).toEqual([])
    expect(ops).toHaveLength(declared.length)
  })

  test("every step of preprocessing is in the list, in a file of its name", () => {
    const declared = declaredIn(`${core}transforms`, /^export const (\w+): Transform</gm)
    expect(declared.map(({ file }) => file).toSorted()).toEqual(Object.keys(transforms).map(joined).toSorted())
    expect(declared.filter(({ file, name }) => joined(name) !== file)).toEqual([])
  })

  test("every command is in the list", () => {
    const list = readFileSync(join(root, "packages/fidelio/src/commands/index.ts"), "utf8")
    const files = filesOf("packages/fidelio/src/commands").map(({ path }) => basename(path))
    expect(files.filter((file) => !list.includes(`"./${file}"`))).toEqual([])
  })
})

describe("errors", () => {
  const tests = everything.filter(({ path, isTest }) => isTest && path !== "test/architecture.test.ts")
  const mentions = (files: readonly Source[], code: string): boolean =>
    files.some(({ text }) => text.includes(`"${code}"`))

  test("every code is raised somewhere", () => {
    const catalogue = `${core}errors.ts`
    const raised = (code: string): boolean =>
      mentions(
        shipped.filter(({ path }) => path !== catalogue),
        code,
      ) || // by itself, or by the constructor of a subclass
      new RegExp(`super\\("${code}"`).test(readFileSync(join(root, catalogue), "utf8"))
    expect(Object.keys(errorCatalogue).filter((code) => !raised(code))).toEqual([])
  })

  test("every code is in a test", () => {
    expect(
      Object.keys(errorCatalogue).filter((code) => !mentions(tests, code) && !mentions(readSources("test/e2e"), code)),
    ).toEqual([])
  })
})
