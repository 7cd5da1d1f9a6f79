// Trees as text and as drawings.
import { describe, expect, it } from "vitest"
import { categoryColumn, numberColumns, randomTrees } from "../../../../../test/support/random-trees.ts"
import { TreeBuilder } from "../tree.ts"
import { formatTree } from "./format-tree.ts"
import type { TreeNames } from "./node-texts.ts"
import { treeAsGraphviz, treeAsMermaid } from "./tree-diagrams.ts"
import { treeAsSvg } from "./tree-drawing.ts"

const names: TreeNames = {
  columns: [
    { name: "age", number: (threshold) => `${threshold * 10 + 40} years` },
    { name: 'the "color" <b>', levels: ["?", "red", "blue & green"] },
    { name: "weight" },
  ],
}

function exampleTree() {
  const builder = new TreeBuilder()
  const leaf = (number: number, parent: number, rows: number) => ({ number, parent, rows, output: 0 })
  builder.split(leaf(0, -1, 100), { column: 0, gain: 12.3456789, isMissingLeft: true }, { threshold: 0.5, bin: 3 })
  builder.split(leaf(0, 0, 60), { column: 1, gain: 2, isMissingLeft: false }, { levels: Int32Array.of(1, 2) })
  builder.split(leaf(1, 0, 40), { column: 2, gain: 1, isMissingLeft: false }, { threshold: 1 / 3, bin: 1 })
  return builder.build(Int32Array.of(59, 20, 1, 20), Float64Array.of(0.125, -1 / 3, 2, 1e-9), 1)
}

const single = randomTrees({ columns: numberColumns(1), rounds: 1, leaves: 1 }).trees[0]!

it("a tree as text", () => {
  expect(formatTree(exampleTree(), names)).toBe(`if age ≤ 45 years or missing (100 rows, gain 12.346)
  if the "color" <b> in {red, blue & green} (60 rows, gain 2)
    0.125 (59 rows)
  else
    2 (1 row)
else
  if weight ≤ 0.33333 (40 rows, gain 1)
    -0.33333 (20 rows)
  else
    1e-9 (20 rows)
`)
  expect(formatTree(single, { columns: [], value: () => "always" })).toMatch(/^always \(\d+ rows?\)\n$/)
})

it("long sets are shortened, and columns without a name have numbers", () => {
  const model = randomTrees({ columns: [categoryColumn(60)], rounds: 5, leaves: 9 })
  const tree = model.trees.find(({ leaves }) => leaves > 3)!
  expect(formatTree(tree, { columns: [] })).toMatch(/if column 0 in \{(\d+, ){5}… \d+ in all\}/)
})

describe("a tree as a diagram", () => {
  it("for Graphviz", () => {
    const text = treeAsGraphviz(exampleTree(), names)
    expect(text).toContain('n1 [label="the \\"color\\" <b> in {red, blue & green}\\n60 rows"]')
    expect(text).toContain('l0 [label="0.125\\n59 rows", style=rounded]')
    expect(text.match(/ -> /g)).toHaveLength(6)
    expect(text).toContain("n0 -> n1 [label=yes]\n  n0 -> n2 [label=no]")
  })

  it("for Mermaid", () => {
    const text = treeAsMermaid(exampleTree(), names)
    expect(text).toMatch(/^flowchart TD\n/)
    expect(text).toContain('n1["the #34;color#34; #60;b#62; in #123;red, blue #38; green#125;<br>60 rows"]')
    expect(text).toContain("n1 -->|yes| l0")
  })

  it("as SVG, in which no two boxes overlap", () => {
    const model = randomTrees({ columns: [...numberColumns(2), categoryColumn(9)], rounds: 5, leaves: 30 })
    for (const tree of [...model.trees, exampleTree(), single]) {
      const svg = treeAsSvg(tree, names)
      const boxes = Array.from(
        svg.matchAll(/<rect x="([-\d.]+)" y="(\d+)" width="(\d+)"/g),
        ([, x, y, width]): readonly number[] => [Number(x), Number(y), Number(x) + Number(width)],
      )
      expect(boxes).toHaveLength(2 * tree.leaves - 1)
      for (const [i, [left, top, right]] of boxes.entries()) {
        expect(left).toBeGreaterThanOrEqual(0)
        for (const [otherLeft, otherTop, otherRight] of boxes.slice(i + 1))
          if (top === otherTop) expect(right! <= otherLeft! || otherRight! <= left!).toBe(true)
      }
      const size = Number(/width="(\d+)"/.exec(svg)![1])
      expect(Math.max(...boxes.map(([, , right]) => right!))).toBeLessThanOrEqual(size)
      expect(svg.match(/<line /g) ?? []).toHaveLength(2 * (tree.leaves - 1))
    }
    expect(treeAsSvg(exampleTree(), names)).toContain("the &quot;color&quot; &lt;b&gt; in {red, blue &amp; green}")
  })
})
