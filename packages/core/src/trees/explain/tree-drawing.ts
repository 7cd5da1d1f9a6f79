// A tree as an SVG drawing: leaves side by side, each node above the middle of what follows from it.
import type { Tree } from "../tree.ts"
import { conditionText, leafText, rootOf, rowsText, type TreeNames } from "./node-texts.ts"

const letter = 7 // width of a letter, near enough for sans-serif of 12 pixels
const box = { height: 38, padding: 8, gap: 12 } as const
const level = 78

interface Place {
  readonly child: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly lines: readonly [string, string]
}

export function treeAsSvg(tree: Tree, names: TreeNames): string {
  const places = placesOf(tree, names)
  const all = [...places.values()]
  const width = Math.ceil(Math.max(...all.map(({ x, width: own }) => x + own / 2)) + box.gap)
  const height = Math.max(...all.map(({ y }) => y)) + box.height + box.gap
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" text-anchor="middle">`,
    ...all.flatMap((place) => (place.child < 0 ? [] : edges(tree, place, places))),
    ...all.map(drawBox),
    "</svg>",
  ]
  return `${lines.join("\n")}\n`
}

/** A place for each node and leaf, from the root down. */
function placesOf(tree: Tree, names: TreeNames): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>()
  let right: number = box.gap
  const put = (child: number, depth: number): Place => {
    const lines = textOf(tree, child, names)
    const width = Math.max(...lines.map((line) => line.length)) * letter + 2 * box.padding
    const before = right
    const children = child < 0 ? [] : [put(tree.left[child]!, depth + 1), put(tree.right[child]!, depth + 1)]
    const below = children.reduce((sum, { x }) => sum + x / 2, 0)
    const x = Math.max(children.length === 0 ? 0 : below, before + width / 2)
    right = Math.max(right, x + width / 2 + box.gap)
    const place = { child, x: round(x), y: box.gap + depth * level, width, lines }
    places.set(child, place)
    return place
  }
  put(rootOf(tree), 0)
  return new Map([...places].toReversed())
}

const round = (x: number): number => Math.round(x * 10) / 10

const textOf = (tree: Tree, child: number, names: TreeNames): readonly [string, string] =>
  child < 0
    ? [leafText(tree, -1 - child, names), rowsText(tree.leafRows[-1 - child]!)]
    : [conditionText(tree, child, names), rowsText(tree.nodeRows[child]!)]

function edges(tree: Tree, { child, x, y }: Place, places: ReadonlyMap<number, Place>): readonly string[] {
  const to = (next: number, label: string): readonly string[] => {
    const target = places.get(next)!
    const [from, end] = [y + box.height, target.y]
    return [
      `<line x1="${x}" y1="${from}" x2="${target.x}" y2="${end}" stroke="#888"/>`,
      `<text x="${round((x + target.x) / 2)}" y="${(from + end) / 2}" fill="#555" stroke="#fff" stroke-width="4" paint-order="stroke">${label}</text>`,
    ]
  }
  return [...to(tree.left[child]!, "yes"), ...to(tree.right[child]!, "no")]
}

function drawBox({ child, x, y, width, lines }: Place): string {
  const [fill, corner] = child < 0 ? ["#e8f3e8", 12] : ["#eef2f8", 3]
  const texts = lines.map(
    (line, i) => `<text x="${x}" y="${y + 16 + 14 * i}" fill="${i === 0 ? "#111" : "#555"}">${escaped(line)}</text>`,
  )
  return `<rect x="${round(x - width / 2)}" y="${y}" width="${width}" height="${box.height}" rx="${corner}" fill="${fill}" stroke="#888"/>${texts.join("")}`
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
