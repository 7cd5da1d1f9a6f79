import { describe, expect, it } from "vitest"
import type { ModelSignature } from "@fidelio/core"
import { recordsOf, tableColumns } from "./records.ts"

const output = (feature: string, type: string) => ({ feature, type, shape: [], dtype: "float32" }) as const

const signature: ModelSignature = {
  inputs: [],
  outputs: [
    { ...output("price", "number"), name: "price_predictions", role: "predictions" },
    {
      ...output("likes", "binary"),
      name: "likes_predictions",
      role: "predictions",
      dtype: "bool",
      labels: ["False", "True"],
    },
    {
      ...output("size", "category"),
      name: "size_predictions",
      role: "predictions",
      dtype: "string",
      labels: ["S", "L"],
    },
    {
      ...output("size", "category"),
      name: "size_probabilities",
      role: "probabilities",
      shape: [2],
      labels: ["S", "L"],
    },
    { ...output("size", "category"), name: "size_probability", role: "probability" },
  ],
}
const results = {
  size: 2,
  columns: {
    price_predictions: Float32Array.of(0.1, 1e6),
    likes_predictions: Uint8Array.of(0, 1),
    size_predictions: ["L", "S"],
    size_probabilities: Float32Array.of(0.3, 0.7, 0.9, 0.1),
    size_probability: Float32Array.of(0.7, 0.9),
  },
}

describe("records of results", () => {
  it("have the columns of a table of predictions, with short numbers", () => {
    expect(recordsOf(signature, results)).toEqual([
      {
        price_predictions: 0.1,
        likes_predictions: false,
        size_predictions: "L",
        size_probabilities: [0.3, 0.7],
        size_probabilities_S: 0.3,
        size_probabilities_L: 0.7,
        size_probability: 0.7,
      },
      {
        price_predictions: 1e6,
        likes_predictions: true,
        size_predictions: "S",
        size_probabilities: [0.9, 0.1],
        size_probabilities_S: 0.9,
        size_probabilities_L: 0.1,
        size_probability: 0.9,
      },
    ])
  })

  it("are read column by column as well", () => {
    const columns = tableColumns(signature, results)
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(recordsOf(signature, results)[0]!))
    expect(columns.map(({ value }) => value(1))).toEqual([1e6, true, "S", [0.9, 0.1], 0.9, 0.1, 0.9])
  })
})
