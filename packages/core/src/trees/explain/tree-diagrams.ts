// A tree in the languages of Graphviz and Mermaid.
import type { Tree } from "../tree.ts"
import { conditionText, leafText, rowsText, type TreeNames } from "./node-texts.ts"

interface Box {
  readonly id: string
  readonly isLeaf: boolean
  readonly lines: readonly [string, string]
}

const idOf = (child: number): string => (child >= 0 ? `n${child}` : `l${-1 - child}`)

function boxesOf(tree: Tree, names: TreeNames): readonly Box[] {
  const nodes = Array.from(tree.columns, (_, node): Box => {
    const lines = [conditionText(tree, node, names), rowsText(tree.nodeRows[node]!)] as const
    return { id: idOf(node), isLeaf: false, lines }
  })
  const leaves = Array.from(tree.leafValues, (_, leaf): Box => {
    const lines = [leafText(tree, leaf, names), rowsText(tree.leafRows[leaf]!)] as const
    return { id: idOf(-1 - leaf), isLeaf: true, lines }
  })
  return [...nodes, ...leaves]
}

interface Edge {
  readonly from: string
  readonly to: string
  readonly label: "yes" | "no"
}

const edgesOf = (tree: Tree): readonly Edge[] =>
  Array.from(tree.columns.keys()).flatMap((node): readonly Edge[] => [
    { from: idOf(node), to: idOf(tree.left[node]!), label: "yes" },
    { from: idOf(node), to: idOf(tree.right[node]!), label: "no" },
  ])

/** For `dot`. */
export function treeAsGraphviz(tree: Tree, names: TreeNames): string {
  const quoted = (lines: readonly string[]): string =>
    `"${lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", " ")).join("\\n")}"`
  const text = [
    "digraph tree {",
    '  node [shape=box, fontname="sans-serif"]',
    ...boxesOf(tree, names).map(
      ({ id, lines, isLeaf }) => `  ${id} [label=${quoted(lines)}${isLeaf ? ", style=rounded" : ""}]`,
    ),
    ...edgesOf(tree).map(({ from, to, label }) => `  ${from} -> ${to} [label=${label}]`),
    "}",
  ]
  return `${text.join("\n")}\n`
}

/** For Markdown pages that draw Mermaid. */
export function treeAsMermaid(tree: Tree, names: TreeNames): string {
  // what could end a text or be taken for markup is written by its number
  const escaped = (line: string): string =>
    line.replaceAll(/["#&<>`\\\n[\]{}()|]/g, (letter) => `#${letter.codePointAt(0)};`)
  const text = [
    "flowchart TD",
    ...boxesOf(tree, names).map(({ id, lines, isLeaf }) => {
      const label = `"${lines.map(escaped).join("<br>")}"`
      return `  ${id}${isLeaf ? `(${label})` : `[${label}]`}`
    }),
    ...edgesOf(tree).map(({ from, to, label }) => `  ${from} -->|${label}| ${to}`),
  ]
  return `${text.join("\n")}\n`
}
