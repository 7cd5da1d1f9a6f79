// The model's table: parameters of networks and linear models, trees and leaves of boosted trees.
import { expect, it } from "vitest"
import { createScreen } from "../../../../test/support/screen.ts"
import { writeModel } from "./model-summary.ts"
import { createTerminal } from "./terminal.ts"

it("tells trees and leaves where there are no parameters", () => {
  const screen = createScreen(100, false)
  const tree = { description: "gbdt, softmax_cross_entropy", parameters: 0, leaves: 31 }
  const layers = [
    { ...tree, name: "output_features.species", trees: 3000 },
    { ...tree, name: "output_features.mass", trees: 1000 },
  ]
  writeModel(createTerminal(screen, { colors: false }), { layers, parameters: 0, device: "cpu" })
  const text = screen.written.join("")
  expect(text).toMatch(/Model.*up to 4,000 trees · on cpu/)
  expect(text).toMatch(/part +trees +at most +leaves each/)
  expect(text).toMatch(/species +gbdt, softmax_cross_entropy +3,000 +31/)
  expect(text).not.toMatch(/parameters/)
})
