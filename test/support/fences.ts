// The code blocks of Markdown pages.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./sources.ts"

export interface Fence {
  readonly language: string
  readonly text: string
  /** Of its first line, from 1. */
  readonly line: number
}

/** The fenced blocks of a page; its path is from the root of the repository. */
export function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(join(root, page), "utf8")
  return Array.from(text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm), (match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: text.slice(0, match.index).split("\n").length + 1,
  }))
}
