import { describe, expect, it } from "vitest"
import type { Lineage, LineageNode } from "@fidelio/client"
import { railsOf } from "./lineage.ts"
import { versionRef } from "./references.ts"

const author = { id: "7f8d3c52-54f3-4f2b-9c7a-1f0b5a0f6a11", name: "Ada" }

const node = (repository: string, number: number): LineageNode => ({
  repository,
  number,
  status: "ready",
  model_type: "ecd",
  description: "",
  author,
  created: "2026-01-01T00:00:00.000Z",
  objective: null,
  dataset: null,
  aliases: [],
})

function place(text: string): { repository: string; number: number } {
  const [repository = "", number = ""] = text.split("@")
  return { repository, number: Number(number) }
}

/** From `child < parent`, oldest first. */
function draw(...links: readonly string[]): string {
  const pairs = links.map((link) => link.split(" < "))
  const lineage: Lineage = {
    nodes: pairs.map(([child = ""]) => node(place(child).repository, place(child).number)),
    edges: pairs.flatMap(([child = "", parent]) =>
      parent === undefined ? [] : [{ from: place(parent), to: place(child), kind: "edited" as const }],
    ),
    omitted: 0,
  }
  return railsOf(lineage)
    .map(({ rail, node: found }) => (found === undefined ? rail : `${rail} ${versionRef(found)}`))
    .join("\n")
}

describe("railsOf", () => {
  it("draws a line of versions newest first", () => {
    expect(draw("a@1", "a@2 < a@1", "a@3 < a@2")).toBe("● a@3\n● a@2\n● a@1")
  })

  it("joins what was made from one version", () => {
    expect(draw("a@1", "a@2 < a@1", "b@1 < a@1", "a@3 < a@2")).toBe(
      ["● a@3", "│ ● b@1", "● │ a@2", "├─╯", "● a@1"].join("\n"),
    )
  })

  it("keeps lines apart that have nothing to do with one another", () => {
    expect(draw("a@1", "a@2", "a@3 < a@1")).toBe(["● a@3", "│ ● a@2", "● a@1"].join("\n"))
  })

  it("leaves out what it is not told of", () => {
    expect(draw("a@2 < gone@1", "a@3 < a@2")).toBe("● a@3\n● a@2")
  })
})
