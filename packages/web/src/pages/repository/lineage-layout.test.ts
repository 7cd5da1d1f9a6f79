import { expect, test } from "vitest"
import type { Lineage, LineageNode } from "@fidelio/client"
import { layOutLineage, neighbour, nodeSize, smoothPath } from "./lineage-layout.ts"

const node = (repository: string, number: number): LineageNode => ({
  repository,
  number,
  status: "ready",
  model_type: "ecd",
  description: "",
  author: { id: "0", name: "Ada" },
  created: "2026-01-01T00:00:00Z",
  objective: null,
  dataset: null,
  aliases: [],
})

const place = (repository: string, number: number) => ({ repository, number })

/** 1 → 2, 1 → 3, and 3 → fork@1; 4 was begun anew. */
const lineage: Lineage = {
  nodes: [node("cars", 1), node("cars", 2), node("cars", 3), node("cars", 4), node("fork", 1)],
  edges: [
    { from: place("cars", 1), to: place("cars", 2), kind: "edited" },
    { from: place("cars", 1), to: place("cars", 3), kind: "edited" },
    { from: place("cars", 3), to: place("fork", 1), kind: "forked" },
    { from: place("gone", 1), to: place("cars", 4), kind: "forked" },
  ],
  omitted: 0,
}

const placed = layOutLineage(lineage, "across")
const at = (key: string) => placed.nodes.find((one) => one.key === key)!

test("each version stands after the one that it was edited from, and none covers another", () => {
  expect(at("cars@1").x).toBeLessThan(at("cars@2").x)
  expect(at("cars@3").x).toBeLessThan(at("fork@1").x)
  for (const a of placed.nodes)
    for (const b of placed.nodes)
      if (a !== b) expect(Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height).toBe(true)
})

test("all of it lies within the drawing", () => {
  for (const { x, y } of placed.nodes) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(x + nodeSize.width).toBeLessThanOrEqual(placed.width)
    expect(y + nodeSize.height).toBeLessThanOrEqual(placed.height)
  }
})

test("an edge from what is not there is left out of the drawing, but named", () => {
  expect(placed.edges.map(({ key, kind }) => [key, kind])).toEqual([
    ["cars@1 cars@2", "edited"],
    ["cars@1 cars@3", "edited"],
    ["cars@3 fork@1", "forked"],
  ])
  expect(at("cars@4").parents).toEqual([{ ref: "gone@1", kind: "forked" }])
})

test("arrow keys go to the neighbour that way", () => {
  const right = neighbour(placed.nodes, at("cars@3"), "ArrowRight")
  expect(right?.key).toBe("fork@1")
  expect(neighbour(placed.nodes, at("fork@1"), "ArrowLeft")?.key).toBe("cars@3")
  expect(neighbour(placed.nodes, at("cars@1"), "ArrowLeft")).toBeUndefined()
})

test("arrow keys go to what a version came from rather than to what lies nearer", () => {
  const nodes = [0, 1, 2].map((number) => ({
    ...at("cars@1"),
    key: `x@${number}`,
    x: number === 2 ? 300 : 0,
    y: [0, 190, 150][number] ?? 0,
    parents: number === 2 ? [{ ref: "x@0", kind: "edited" as const }] : [],
  }))
  expect(neighbour(nodes, nodes[2]!, "ArrowLeft")?.key).toBe("x@0")
})

test("from top to bottom where the page is narrow", () => {
  const down = layOutLineage(lineage, "down")
  const y = (key: string) => down.nodes.find((one) => one.key === key)!.y
  expect(y("cars@1")).toBeLessThan(y("cars@2"))
})

test("no points make no path", () => expect(smoothPath([], "across")).toBe(""))
