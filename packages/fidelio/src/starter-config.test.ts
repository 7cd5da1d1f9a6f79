import { parseConfig, parseConfigObject } from "@fidelio/core"
import { describe, expect, it } from "vitest"
import { starterText, yamlText } from "./starter-config.ts"

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
    source: "data.csv",
    rows: 12_345,
    inputs: [feature("yes", "number"), feature("id", "number", "an identifier"), feature('odd: "name" #1', "category")],
    outputs: [feature("Größe (cm)", "number")],
    file: "config.yaml",
    schema: "config.schema.json",
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
  const source = { source: "data.csv", rows: 10, file: "config.yaml", schema: "config.schema.json" }
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
