// Every operator in ONNX Runtime: its results and its gradients are those of the float64 reference.
import { describe, it } from "vitest"
import { buildExample, buildGradient, feedsOf, hasGradient, opCases } from "./ops-examples.ts"
import { expectSame } from "./ops-native.ts"

describe.each(opCases)("$title", (opCase) => {
  const { example, title } = opCase
  it("gives in ONNX Runtime what the reference gives", async () => {
    const built = (hasGradient(opCase) ? buildGradient(title, example) : undefined) ?? buildExample(example)
    await expectSame(built.graph, feedsOf(title, example.inputs))
  })
})
