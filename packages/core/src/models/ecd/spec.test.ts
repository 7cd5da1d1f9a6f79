import { describe, expect, it } from "vitest"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../../test/support/synthetic.ts"
import { networkOf } from "../../../../../test/support/reference-training.ts"

const columns = syntheticColumns(20)
const specOf = (settings: Readonly<Record<string, unknown>>) => {
  const config = syntheticConfig(settings)
  return networkOf(config, syntheticDataset(config, columns, { training: 20 }))
}

const output = (name: string, dependencies: readonly string[] = []) => ({
  name,
  type: "number",
  column: "price",
  dependencies,
})

describe("ecdSpec", () => {
  it("orders outputs so that those they depend on come first", () => {
    const { outputs } = specOf({
      output_features: [output("a", ["b", "c"]), output("b", ["c"]), output("c"), output("d")],
    })
    expect(outputs.map(({ feature }) => feature.name)).toEqual(["c", "b", "a", "d"])
  })

  it("gives tied inputs the encoder at the end of the chain, settings and all", () => {
    const encoder = { type: "dense", output_size: 5 }
    const { inputs } = specOf({
      input_features: [
        { name: "x", type: "number", tied: "y" },
        { name: "y", type: "number", tied: "z" },
        { name: "z", type: "number", column: "x", encoder },
      ],
    })
    expect(inputs.map(({ variablesOf }) => variablesOf)).toEqual(["z", "z", "z"])
    for (const input of inputs) expect(input.encoder.settings).toMatchObject(encoder)
  })

  it("gives tied inputs what the owner's encoder learned", () => {
    const { inputs } = specOf({
      input_features: [
        { name: "x", type: "number", encoder: { type: "ple", num_bins: 4 } },
        { name: "y", type: "number", tied: "x" },
      ],
    })
    expect(inputs[0]?.fitted).not.toBeNull()
    expect(inputs[1]?.fitted).toBe(inputs[0]?.fitted)
  })
})
