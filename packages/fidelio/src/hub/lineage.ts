// `fidelio hub lineage`: versions newest first, with lines to what each was made from.
import type { Lineage, LineageNode } from "@fidelio/client"
import type { CommandContext } from "../command.ts"
import type { Terminal } from "../terminal/terminal.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { versionRef } from "./references.ts"
import { ago, objectiveText, statusStyle } from "./words.ts"

interface LineageValues extends ConnectionValues {
  readonly repository: string
}

export async function lineage({ repository, ...values }: LineageValues, context: CommandContext): Promise<void> {
  const { hub } = await connect(values)
  const found = await hub.getLineage({ params: { repository } })
  const { terminal, emit } = context
  emit?.("lineage", found)
  if (found.nodes.length === 0) return terminal.line(`${repository} has no versions yet.`)
  for (const { rail, node } of railsOf(found)) {
    terminal.line(`  ${rail}${node === undefined ? "" : `  ${nodeText(terminal, node)}`}`)
  }
  const { omitted } = found
  if (omitted > 0) terminal.line(terminal.paint("faint", `  … and ${omitted} older versions, left out`))
}

function nodeText(terminal: Terminal, node: LineageNode): string {
  const { aliases, status, author, created, objective, description } = node
  const names = aliases.map((alias) => terminal.paint("good", ` (${alias})`)).join("")
  const state = status === "ready" ? "" : terminal.paint(statusStyle(status), ` ${status}`)
  const facts = [objectiveText(objective), author.name, ago(created), description].filter((text) => text !== "")
  return `${terminal.paint("strong", versionRef(node))}${names}${state}  ${terminal.paint("faint", facts.join(" · "))}`
}

interface Rail {
  /** `│ ●` */
  readonly rail: string
  /** Undefined for a line that only joins two others. */
  readonly node: LineageNode | undefined
}

/** The lines of the graph. A lane runs from a version down to the one that it was made from. */
export function railsOf({ nodes, edges }: Pick<Lineage, "nodes" | "edges">): readonly Rail[] {
  const parents = new Map(edges.map(({ from, to }) => [versionRef(to), versionRef(from)]))
  const known = new Set(nodes.map(versionRef))
  /** What each lane waits for; undefined: free. */
  const lanes: (string | undefined)[] = []
  const rails: Rail[] = []
  for (const node of nodes.toReversed()) {
    const name = versionRef(node)
    const waiting = lanes.flatMap((lane, i) => (lane === name ? [i] : []))
    const own = waiting[0] ?? freeLane(lanes)
    for (const lane of waiting.slice(1).toReversed()) {
      rails.push({ rail: joinText(lanes, own, lane), node: undefined })
      lanes[lane] = undefined
    }
    const parent = parents.get(name)
    lanes[own] = name
    while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop()
    rails.push({ rail: lanes.map((lane, i) => (i === own ? "●" : lane === undefined ? " " : "│")).join(" "), node })
    lanes[own] = parent !== undefined && known.has(parent) ? parent : undefined
  }
  return rails
}

function freeLane(lanes: readonly (string | undefined)[]): number {
  const free = lanes.indexOf(undefined)
  return free < 0 ? lanes.length : free
}

/** `├─╯`: lane `from` ends in lane `to`, to its left. */
function joinText(lanes: readonly (string | undefined)[], to: number, from: number): string {
  const last = lanes.reduce<number>((found, lane, i) => (lane === undefined ? found : i), 0)
  let text = ""
  for (let i = 0; i <= last; i++) {
    const isBetween = i > to && i < from
    text +=
      i === to
        ? "├"
        : i === from
          ? "╯"
          : isBetween
            ? lanes[i] === undefined
              ? "─"
              : "┼"
            : lanes[i] === undefined
              ? " "
              : "│"
    if (i < last) text += i >= to && i < from ? "─" : " "
  }
  return text
}
