// The way to each leaf of a tree: the columns that are asked, and which shares of the training rows went on.
import type { Tree } from "../tree.ts"
import { leftShares } from "./walk.ts"

export interface LeafPath {
  readonly value: number
  /** Each column of the way once. */
  readonly columns: Int32Array
  /** By column: the share of the rows that go on at its nodes, all together. */
  readonly shares: Float64Array
  /** The nodes of the way, whether it goes left there, and the place of the node's column in `columns`. */
  readonly nodes: Int32Array
  readonly isLeft: Uint8Array
  readonly places: Int32Array
}

interface Step {
  readonly node: number
  readonly isLeft: boolean
  readonly share: number
}

export function leafPaths(tree: Tree): readonly LeafPath[] {
  const shares = leftShares(tree)
  const paths: LeafPath[] = []
  const pending: { readonly child: number; readonly steps: readonly Step[] }[] = [{ child: tree.leaves === 1 ? -1 : 0, steps: [] }] // prettier-ignore
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { child, steps } = at
    if (child < 0) {
      paths[-1 - child] = leafPath(tree, tree.leafValues[-1 - child]!, steps)
      continue
    }
    const share = shares[child]!
    pending.push({ child: tree.left[child]!, steps: [...steps, { node: child, isLeft: true, share }] })
    pending.push({ child: tree.right[child]!, steps: [...steps, { node: child, isLeft: false, share: 1 - share }] })
  }
  return paths
}

function leafPath(tree: Tree, value: number, steps: readonly Step[]): LeafPath {
  const columns = [...new Set(steps.map(({ node }) => tree.columns[node]!))]
  const places = steps.map(({ node }) => columns.indexOf(tree.columns[node]!))
  const shares = new Float64Array(columns.length).fill(1)
  for (const [i, { share }] of steps.entries()) shares[places[i]!]! *= share
  return {
    value,
    columns: Int32Array.from(columns),
    shares,
    nodes: Int32Array.from(steps, ({ node }) => node),
    isLeft: Uint8Array.from(steps, (step) => (step.isLeft ? 1 : 0)),
    places: Int32Array.from(places),
  }
}

/** The value that the training rows have on average. */
export const meanOfLeaves = (paths: readonly LeafPath[]): number =>
  paths.reduce((sum, { value, shares }) => sum + shares.reduce((product, share) => product * share, value), 0)
