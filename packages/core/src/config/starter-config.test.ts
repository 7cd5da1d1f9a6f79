import { describe, expect, it } from "vitest"
import { parseConfig, parseConfigObject } from "./parse.ts"
import { starterConfig, starterText, yamlText } from "./starter-config.ts"

describe("starterText", () => {
  const feature = (name: string, type: string, leftOut?: string) => ({
    name,
    type,
    summary: "2 different: a,\n b",
    leftOut,
  })
  const config = {
    input_features: [
      { name: "yes", type: "number" as const },
      { name: 'odd: "name" #1', type: "category" as const },
    ],
    output_features: [{ name: "Größe (cm)", type: "number" as const }],
  }
  const text = starterText({
    introduction: ["A config for data.csv (12,345 rows)."],
    allDefaults: "All of them: elsewhere",
    inputs: [feature("yes", "number"), feature("id", "number", "an identifier"), feature('odd: "name" #1', "category")],
    outputs: [feature("Größe (cm)", "number")],
    rendered: parseConfigObject(config).config,
  })

  it("is a config of the features that are not left out", () => {
    expect(parseConfig(text, "config.yaml").written).toEqual(config)
    expect(text).toContain("  # - name: id")
  })

  it("holds with its comments taken for settings", () => {
    const lines = text.split("\n")
    const from = lines.findIndex((line) => line.startsWith("# trainer:"))
    const all = [...lines.slice(0, from), ...lines.slice(from).map((line) => line.replace(/^# /, ""))]
    expect(parseConfig(all.join("\n"), "config.yaml").config).toEqual(parseConfigObject(config).config)
  })
})

describe.each(["gbm", "linear"] as const)("starterText of %s", (model_type) => {
  const columns = {
    model_type,
    input_features: [{ name: "a", type: "number" as const }],
    output_features: [{ name: "y", type: "number" as const }],
  }
  const { config } = parseConfigObject(columns)
  const feature = (name: string) => ({ name, type: "number", summary: "" })
  const source = { introduction: ["For data.csv"], allDefaults: "All of them: elsewhere" }
  const text = starterText({ ...source, inputs: [feature("a")], outputs: [feature("y")], rendered: config })

  it("names the model type, and the settings of its trainer", () => {
    expect(parseConfig(text, "config.yaml").written).toEqual(columns)
    expect(text).toContain(model_type === "gbm" ? "#   num_leaves: 31\n" : "#   l2: 0\n")
    expect(text).not.toContain("epochs")
  })

  it("holds with its comments taken for settings", () => {
    const [before = "", after = ""] = text.split(/(?=^# trainer:)/m)
    expect(parseConfig(before + after.replaceAll(/^# /gm, ""), "config.yaml").config).toEqual(config)
  })
})

describe("starterConfig", () => {
  const column = (name: string, excluded?: string) =>
    ({ column: name, type: "number", excluded, missing: 1200, distinct: 7, examples: ["1", "2"] }) as const
  const options = { source: "data.csv", targets: ["y"], modelType: "gbm", introduction: [], allDefaults: "" } as const

  it("predicts the targets from all columns that are worth it", () => {
    const made = starterConfig([column("a"), column("id", "an identifier"), column("y", "an identifier")], options)
    expect(made.text).toMatch(/- name: a +# 7 different: 1, 2, …; 1,200 missing/)
    expect(parseConfig(made.text).written).toEqual({
      model_type: "gbm",
      input_features: [{ name: "a", type: "number" }],
      output_features: [{ name: "y", type: "number" }],
    })
    expect(made.excluded).toHaveLength(1)
  })

  it("tells a target that is not there, and that nothing is left to predict from", () => {
    expect(() => starterConfig([column("a")], options)).toThrow('There is no column "y" in data.csv.')
    expect(() => starterConfig([column("a", "one value"), column("y")], options)).toThrow("is left to predict y from")
  })
})

describe("yamlText", () => {
  it("quotes what YAML would take for something else", () => {
    expect(["plain name", "Beak Length (mm)", "no", "12", "a: b", "", "x "].map(yamlText)).toEqual([
      "plain name",
      "Beak Length (mm)",
      '"no"',
      '"12"',
      '"a: b"',
      '""',
      '"x "',
    ])
  })
})
