// Where the versions of a lineage are drawn: dagre's layers, from left to right or from top to bottom.
import { graphlib, layout } from "@dagrejs/dagre"
import type { Lineage, LineageNode } from "@fidelio/client"
import { refOf } from "../../links.ts"

export const nodeSize = { width: 204, height: 92 } as const

export type Orientation = "across" | "down"

export interface PlacedNode {
  readonly key: string
  readonly node: LineageNode
  /** Of its upper left corner. */
  readonly x: number
  readonly y: number
  readonly parents: readonly { readonly ref: string; readonly kind: "edited" | "forked" }[]
}

export interface PlacedEdge {
  readonly key: string
  readonly kind: "edited" | "forked"
  /** An SVG path. */
  readonly path: string
}

export interface LineageLayout {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

export function layOutLineage({ nodes, edges }: Lineage, orientation: Orientation): LineageLayout {
  const graph = new graphlib.Graph()
  graph.setGraph({
    rankdir: orientation === "across" ? "LR" : "TB",
    nodesep: 22,
    ranksep: 64,
    marginx: 12,
    marginy: 12,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  const keys = new Set(nodes.map(refOf))
  for (const node of nodes) graph.setNode(refOf(node), { ...nodeSize })
  const drawn = edges.filter(({ from, to }) => keys.has(refOf(from)) && keys.has(refOf(to)))
  for (const { from, to } of drawn) graph.setEdge(refOf(from), refOf(to))
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const key = refOf(node)
      const { x, y } = graph.node(key) as { x: number; y: number }
      return {
        key,
        node,
        x: x - nodeSize.width / 2,
        y: y - nodeSize.height / 2,
        parents: edges.filter(({ to }) => refOf(to) === key).map(({ from, kind }) => ({ ref: refOf(from), kind })),
      }
    }),
    edges: drawn.map(({ from, to, kind }) => {
      const { points } = graph.edge(refOf(from), refOf(to)) as { points: readonly Point[] }
      const start = sideOf(graph.node(refOf(from)) as Point, orientation, 1)
      const end = sideOf(graph.node(refOf(to)) as Point, orientation, -1)
      // dagre's own ends may be at corners; of what it put between, only bends around other nodes are kept
      const bends = points.length > 3 ? points.slice(1, -1) : []
      return { key: `${refOf(from)} ${refOf(to)}`, kind, path: smoothPath([start, ...bends, end], orientation) }
    }),
  }
}

/** The middle of the side where edges leave (1) or arrive (−1). */
const sideOf = ({ x, y }: Point, orientation: Orientation, side: 1 | -1): Point =>
  orientation === "across" ? { x: x + (side * nodeSize.width) / 2, y } : { x, y: y + (side * nodeSize.height) / 2 }

interface Point {
  readonly x: number
  readonly y: number
}

/** A curve through the points that leaves and arrives along the direction of the layers. */
export function smoothPath(points: readonly Point[], orientation: Orientation): string {
  const [first, ...rest] = points
  if (first === undefined) return ""
  let from = first
  let path = `M${round(from.x)},${round(from.y)}`
  for (const to of rest) {
    const [a, b] =
      orientation === "across"
        ? [
            { x: (from.x + to.x) / 2, y: from.y },
            { x: (from.x + to.x) / 2, y: to.y },
          ]
        : [
            { x: from.x, y: (from.y + to.y) / 2 },
            { x: to.x, y: (from.y + to.y) / 2 },
          ]
    path += `C${round(a.x)},${round(a.y)} ${round(b.x)},${round(b.y)} ${round(to.x)},${round(to.y)}`
    from = to
  }
  return path
}

const round = (value: number): number => Math.round(value * 10) / 10

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"

const directions: Readonly<Record<Arrow, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

export const isArrow = (key: string): key is Arrow => Object.hasOwn(directions, key)

/** The nearest node that way: what lies aside counts twice as far, what it came from or led to a quarter. */
export function neighbour(nodes: readonly PlacedNode[], from: PlacedNode, arrow: Arrow): PlacedNode | undefined {
  const way = directions[arrow]
  let nearest: PlacedNode | undefined
  let least = Infinity
  for (const node of nodes) {
    const dx = node.x - from.x
    const dy = node.y - from.y
    const ahead = dx * way.x + dy * way.y
    if (node === from || ahead < 1) continue
    const distance = (ahead + 2 * Math.abs(dx * way.y + dy * way.x)) / (areLinked(node, from) ? 4 : 1)
    if (distance < least) [nearest, least] = [node, distance]
  }
  return nearest
}

const areLinked = (a: PlacedNode, b: PlacedNode): boolean =>
  a.parents.some(({ ref }) => ref === b.key) || b.parents.some(({ ref }) => ref === a.key)
