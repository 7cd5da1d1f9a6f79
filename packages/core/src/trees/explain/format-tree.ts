// A tree as text: one line a node, what follows from it indented.
import type { Tree } from "../tree.ts"
import { conditionText, leafText, rootOf, rowsText, shortNumber, type TreeNames } from "./node-texts.ts"

/** The tree, to be read by a person. */
export const formatTree = (tree: Tree, names: TreeNames): string => `${lines(tree, rootOf(tree), names).join("\n")}\n`

function lines(tree: Tree, child: number, names: TreeNames): readonly string[] {
  if (child < 0) {
    const leaf = -1 - child
    return [`${leafText(tree, leaf, names)} (${rowsText(tree.leafRows[leaf]!)})`]
  }
  const about = `${rowsText(tree.nodeRows[child]!)}, gain ${shortNumber(tree.gains[child]!)}`
  const indented = (next: number): readonly string[] => lines(tree, next, names).map((line) => `  ${line}`)
  return [
    `if ${conditionText(tree, child, names)} (${about})`,
    ...indented(tree.left[child]!),
    "else",
    ...indented(tree.right[child]!),
  ]
}
