import { expect, test } from "vitest"
import type { Signature } from "@fidelio/client"
import { predictionsOf } from "./prediction.ts"

const signature: Signature = {
  inputs: [],
  outputs: [
    { name: "y_predictions", feature: "y", type: "category", role: "predictions" },
    { name: "y_probabilities", feature: "y", type: "category", role: "probabilities", labels: ["a", "b"] },
    { name: "y_probability", feature: "y", type: "category", role: "probability" },
    { name: "z_predictions", feature: "z", type: "number", role: "predictions" },
  ],
}

test.each([[[0.3, 0.7]], [{ a: 0.3, b: 0.7 }]])(
  "probabilities %j are told by label, the most likely first",
  (found) => {
    const [y, z] = predictionsOf(signature, {
      y_predictions: "b",
      y_probabilities: found,
      y_probability: 0.7,
      z_predictions: 3,
    })
    expect(y).toEqual({
      feature: "y",
      value: "b",
      probability: 0.7,
      probabilities: [
        { label: "b", share: 0.7 },
        { label: "a", share: 0.3 },
      ],
    })
    expect(z).toEqual({ feature: "z", value: 3, probability: undefined, probabilities: [] })
  },
)
