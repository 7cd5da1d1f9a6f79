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
