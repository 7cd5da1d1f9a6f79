// What a person may give by mistake: each is a clear error or a defined result, and nothing is left half-written.
import { execFileSync } from "node:child_process"
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { beforeAll, describe, expect, test } from "vitest"
import { type ErrorCode, errorCatalogue } from "../../packages/core/src/errors.ts"
import { contentsOf, fidelio, temporaryFolder, type Folder, type Outcome } from "../support/command.ts"

const config = `
input_features:
  - {name: a, type: number}
  - {name: b, type: category}
output_features:
  - {name: y, type: category}
trainer: {epochs: 3}
`

type Cells = readonly (string | number)[]
const colours = ["red", "green", "blue"]
const rows: readonly Cells[] = Array.from({ length: 200 }, (_, i) => [
  Math.sin(i * 7.3).toFixed(3),
  colours[(i * i) % 3]!,
  Math.sin(i * 7.3) > 0 ? "yes" : "no",
])
const csv = (lines: readonly Cells[], header: Cells = ["a", "b", "y"]): string =>
  [header, ...lines].map((line) => `${line.join(",")}\n`).join("")
const changed = (change: (cells: Cells, i: number) => Cells): string => csv(rows.map(change))

/** An error with this code: its exit status, its sentence with these words, no trace of the program, nothing written. */
function expectRefused(
  folder: Folder,
  before: readonly string[],
  outcome: Outcome,
  [code, ...words]: readonly [ErrorCode, ...RegExp[]],
): void {
  const { status, stdout, stderr } = outcome
  expect(stderr).toContain(code)
  for (const word of words) expect(stderr).toMatch(word)
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$|node:internal|internal:/m)
  expect(status).toBe(errorCatalogue[code].exit)
  expect(contentsOf(folder.path)).toEqual(before)
}

interface Given {
  readonly data: string | Uint8Array
  readonly config?: string
}

async function train(
  { data, config: written = config }: Given,
  folder: Folder,
): Promise<{ outcome: Outcome; before: readonly string[] }> {
  folder.write("data.csv", data)
  folder.write("config.yaml", written)
  const before = contentsOf(folder.path)
  const words = ["train", "--config", "config.yaml", "--dataset", "data.csv", "--skip_save_processed_input"]
  return { outcome: await fidelio(words, { cwd: folder.path }), before }
}

/** The losses and metrics of the model that was trained. */
function statisticsOf(folder: Folder): Record<string, readonly number[]> {
  const text = readFileSync(folder.at("results/experiment_run/training_statistics.json"), "utf8")
  const { validation } = JSON.parse(text) as { validation: Record<string, Record<string, readonly number[]>> }
  return Object.values(validation)[0]!
}

describe("a table that cannot be trained on", () => {
  test.for<[string, string | Uint8Array, ErrorCode, ...RegExp[]]>([
    ["an empty file", "", "data/empty", /data\.csv is empty/],
    ["a header only", "a,b,y\n", "data/empty", /no rows/],
    ["too few cells in a row", `${csv(rows)}1,red\n`, "data/unreadable", /data\.csv:202/, /2 values/],
    ["too many cells in a row", `${csv(rows)}1,red,yes,4\n`, "data/unreadable", /data\.csv:202/, /4 values/],
    ["two columns of one name", csv(rows, ["a", "a", "y"]), "data/duplicate-column", /"a"/],
    ["a column that is not there", csv(rows, ["a", "bb", "y"]), "data/missing-column", /no column "b"/],
    ["one class only", changed(([a, b]) => [a!, b!, "yes"]), "data/constant-target", /"yes"/],
    ["no target anywhere", changed(([a, b]) => [a!, b!, ""]), "data/empty", /y/],
    [
      "a word among numbers",
      changed((cells, i) => (i === 50 ? ["hello", ...cells.slice(1)] : cells)),
      "data/value",
      /"hello" in row 51/,
    ],
    ["one row", csv(rows.slice(0, 1)), "data/constant-target", /nothing to learn/],
    [
      "bytes that are no text",
      Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 256),
      "data/missing-column",
      /no columns/,
    ],
  ])("%s", async ([, data, ...expected]) => {
    using folder = temporaryFolder()
    const { outcome, before } = await train({ data }, folder)
    expectRefused(folder, before, outcome, expected)
  })

  test("numbers whose targets are all infinite", async () => {
    using folder = temporaryFolder()
    const data = changed(([a, b]) => [a!, b!, "inf"])
    const { outcome, before } = await train(
      { data, config: config.replace("{name: y, type: category}", "{name: y, type: number}") },
      folder,
    )
    expectRefused(folder, before, outcome, ["data/empty"])
  })
})

describe("a table with gaps", () => {
  test.for<[string, string]>([
    ["a column of numbers that is empty", changed(([, b, y]) => ["", b!, y!])],
    ["a column of categories that is empty", changed(([a, , y]) => [a!, "", y!])],
    [
      "NaN and infinities",
      changed((cells, i) => (i % 7 === 0 ? [["NaN", "inf", "-inf", "Infinity"][i % 4]!, ...cells.slice(1)] : cells)),
    ],
  ])("%s", async ([, data]) => {
    using folder = temporaryFolder()
    const { outcome } = await train({ data }, folder)
    expect(outcome).toMatchObject({ status: 0, stderr: "" })
    expect(statisticsOf(folder)["loss"]!.every((loss) => Number.isFinite(loss))).toBe(true)
    const model = ["--model_path", "results/experiment_run/model"]
    const predicted = await fidelio(["predict", ...model, "--dataset", "data.csv"], { cwd: folder.path })
    expect(predicted).toMatchObject({ status: 0, stderr: "" })
    expect(readFileSync(folder.at("results/predictions.csv"), "utf8")).not.toMatch(/nan|inf/i)
  })

  describe("ten thousand columns", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`)
    const lines = rows.map((cells, i) => [...names.map((_, j) => (i * 31 + j) % 97), cells[2]!])
    const data = csv(lines, [...names, "y"])

    test("of which two are used", async () => {
      using folder = temporaryFolder()
      const written = config.replace("name: a,", "name: c5,").replace("name: b,", "name: c9999,")
      expect((await train({ data, config: written }, folder)).outcome).toMatchObject({ status: 0, stderr: "" })
    })

    // Each is looked at, fitted and encoded.
    test("of which two thousand are used", async () => {
      using folder = temporaryFolder()
      const written = {
        input_features: names.slice(0, 2000).map((name) => ({ name, type: "number" })),
        output_features: [{ name: "y", type: "category" }],
        trainer: { epochs: 1 },
      }
      const { outcome } = await train({ data, config: JSON.stringify(written) }, folder)
      expect(outcome).toMatchObject({ status: 0, stderr: "" })
    })
  })
})

test("names that differ in case only are two columns", async () => {
  using folder = temporaryFolder()
  const data = csv(
    rows.map(([a, , y], i) => [a!, i % 5, y!]),
    ["a", "A", "y"],
  )
  const written = config.replace("{name: b, type: category}", "{name: A, type: category}")
  const { outcome } = await train({ data, config: written }, folder)
  expect(outcome).toMatchObject({ status: 0, stderr: "" })
  expect(outcome.stdout).toMatch(/A +category +0 +5/)
})

test("names with quotes, spaces, Unicode and words of programs come back as they are", async () => {
  using folder = temporaryFolder()
  const names = [
    'a "quoted" name',
    "it's",
    "spaces and, commas",
    "Größe 🐧",
    "select; drop table x --",
    "__proto__",
    "constructor",
    "a.b[0]",
  ]
  const target = 'välue "y"'
  const cells = (i: number): readonly string[] => [
    ...names.map((_, j) => String((i * 5) % (j + 7))),
    i % 2 === 0 ? 'né, "1"' : "jä",
  ]
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const lines = [[...names, target], ...Array.from({ length: 200 }, (_, i) => cells(i))]
  const inputs = names.map((name) => ({ name, type: "number" }))
  const written = {
    input_features: inputs,
    output_features: [{ name: target, type: "category" }],
    trainer: { epochs: 2 },
  }
  const { outcome } = await train(
    { data: lines.map((line) => `${line.map(quote).join(",")}\n`).join(""), config: JSON.stringify(written) },
    folder,
  )
  expect(outcome).toMatchObject({ status: 0, stderr: "" })
  const words = ["predict", "-m", "results/experiment_run/model", "-d", "data.csv", "--output_format", "json"]
  expect(await fidelio(words, { cwd: folder.path })).toMatchObject({ status: 0, stderr: "" })
  const [first] = JSON.parse(readFileSync(folder.at("results/predictions.json"), "utf8")) as Record<string, unknown>[]
  expect(Object.keys(first!)).toContain(`${target}_predictions`)
  expect(['né, "1"', "jä"]).toContain(first![`${target}_predictions`])
})

describe("a config that is", () => {
  const levels = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
  const bomb = levels
    .slice(1)
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${levels[i]}`).join(", ")}]\n`)
    .join("")

  test.for<[string, string, ...RegExp[]]>([
    [
      "a bomb of aliases",
      `a: &a [x, x, x, x, x, x, x, x, x]\n${bomb}input_features: *i\noutput_features: *i\n`,
      /aliases/,
    ],
    ["nested without end", `input_features: ${"[".repeat(20_000)}`, /config\/syntax/],
    ["no YAML", "a: [1, 2\nb: }", /config\.yaml:2/],
    ["empty", "", /empty/],
    ["a list", "- 1\n- 2\n", /expected an object/],
  ])("%s", async ([, written, ...words]) => {
    using folder = temporaryFolder()
    const { outcome, before } = await train({ data: csv(rows), config: written }, folder)
    expectRefused(folder, before, outcome, ["config/invalid", ...words])
  })
})

describe("a model whose", () => {
  let trained: Folder
  beforeAll(async () => {
    trained = temporaryFolder()
    expect((await train({ data: csv(rows) }, trained)).outcome.status).toBe(0)
    return () => trained[Symbol.dispose]()
  })

  const modelAt = (name: string): string => trained.at("results/experiment_run/model", name)
  const files = [
    "config.yaml",
    "manifest.json",
    "model.onnx",
    "model_hyperparameters.json",
    "model_weights.safetensors",
    "training_set_metadata.json",
  ]

  test("folder holds the files that these tests damage", () => {
    expect(
      readdirSync(modelAt(""))
        .filter((name) => name !== "logs")
        .toSorted(),
    ).toEqual(files)
  })

  const flipBit = (path: string): void => {
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(path, bytes)
  }
  const cutOff = (path: string): void => writeFileSync(path, readFileSync(path).subarray(0, 20))
  const addText = (path: string): void => appendFileSync(path, "\nx: 1\n")
  type Case = [file: string, damage: string, apply: (path: string) => void, code: ErrorCode]
  const cases: readonly Case[] = [
    ...files.map((file): Case => [file, "has one bit changed", flipBit, "artifact/corrupt"]),
    ["model.onnx", "is cut off", cutOff, "artifact/corrupt"],
    ["manifest.json", "is cut off", cutOff, "artifact/corrupt"],
    ["config.yaml", "has something added", addText, "artifact/corrupt"],
    ["model_weights.safetensors", "is missing", rmSync, "artifact/corrupt"],
    ["manifest.json", "is missing", rmSync, "artifact/not-found"],
  ]

  test.for(cases)("%s %s", async ([file, , apply, code]) => {
    const path = modelAt(file)
    const whole = readFileSync(path)
    try {
      apply(path)
      const words = ["predict", "-m", "results/experiment_run/model", "-d", "data.csv"]
      const before = contentsOf(trained.path)
      const outcome = await fidelio(words, { cwd: trained.path })
      expectRefused(trained, before, outcome, [code, new RegExp(file === "manifest.json" ? "" : file)])
    } finally {
      writeFileSync(path, whole)
    }
  })
})

describe("results that cannot be written", () => {
  const isRoot = process.getuid?.() === 0

  /** Mounts a small file system for a test; null where that is not possible. */
  function mount(folder: Folder, options: string): Disposable | null {
    mkdirSync(folder.at("results"))
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder.at("results")], { stdio: "ignore" })
    } catch {
      return null // no right to mount, or no such command
    }
    return { [Symbol.dispose]: () => execFileSync("umount", [folder.at("results")]) }
  }

  test("a full disk", async ({ skip }) => {
    using folder = temporaryFolder()
    using disk = mount(folder, "size=96k")
    if (disk === null) return skip("a small file system cannot be mounted here")
    const { outcome } = await train({ data: csv(rows) }, folder)
    expectRefused(folder, contentsOf(folder.path), outcome, ["output/not-writable", /full|space/])
    expect(readdirSync(folder.at("results"), { recursive: true })).not.toContain("experiment_run/model/manifest.json")
  })

  test("a folder that is read-only", async ({ skip }) => {
    using folder = temporaryFolder()
    using disk = isRoot ? mount(folder, "ro") : null
    if (isRoot && disk === null) return skip("a read-only file system cannot be mounted here")
    if (!isRoot) {
      mkdirSync(folder.at("results"))
      chmodSync(folder.at("results"), 0o555)
    }
    const { outcome, before } = await train({ data: csv(rows) }, folder)
    expectRefused(folder, before, outcome, ["output/not-writable", /results/])
  })

  test("a file in the place of the folder", async () => {
    using folder = temporaryFolder()
    folder.write("results", "")
    const { outcome, before } = await train({ data: csv(rows) }, folder)
    expectRefused(folder, before, outcome, ["output/not-writable", /results/])
  })
})
