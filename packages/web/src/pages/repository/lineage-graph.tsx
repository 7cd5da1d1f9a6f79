// The drawing of a lineage: each version a link, reached by pointer or by arrow keys.
import { useRef, useState, type KeyboardEvent } from "react"
import { useLocation } from "wouter"
import { statusLooks } from "../../components/badge.tsx"
import { formatAgo, formatMoment, formatNumber, spaced } from "../../format.ts"
import { refOf, versionLink } from "../../links.ts"
import { isArrow, neighbour, nodeSize, type LineageLayout, type PlacedNode } from "./lineage-layout.ts"

interface LineageGraphProps {
  readonly placed: LineageLayout
  readonly repository: string
  readonly scale: number
}

export function LineageGraph({ placed, repository, scale }: LineageGraphProps) {
  const { width, height, nodes, edges } = placed
  const drawing = useRef<SVGSVGElement>(null)
  const newest = nodes.findLast(({ node }) => node.repository === repository)?.key
  const [current = newest, setCurrent] = useState<string>()
  const walk = (event: KeyboardEvent, from: PlacedNode) => {
    if (!isArrow(event.key)) return
    event.preventDefault()
    const next = neighbour(nodes, from, event.key)
    if (next === undefined) return
    setCurrent(next.key)
    drawing.current?.querySelector<SVGElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus()
  }
  return (
    <div className="lineage">
      <svg
        ref={drawing}
        role="group"
        aria-label={`Lineage of ${repository}`}
        width={width * scale}
        height={height * scale}
        viewBox={`0 0 ${width} ${height}`}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0.5 7.5 4 0 7.5z" className="arrow" />
          </marker>
        </defs>
        {edges.map(({ key, kind, path }) => (
          <path key={key} d={path} className="edge" data-kind={kind} markerEnd="url(#arrow)" />
        ))}
        {nodes.map((placedNode) => (
          <Node
            key={placedNode.key}
            placed={placedNode}
            repository={repository}
            isCurrent={placedNode.key === current}
            onFocus={() => setCurrent(placedNode.key)}
            onKeyDown={(event) => walk(event, placedNode)}
          />
        ))}
      </svg>
    </div>
  )
}

interface NodeProps {
  readonly placed: PlacedNode
  readonly repository: string
  readonly isCurrent: boolean
  readonly onFocus: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

function Node({ placed, repository, isCurrent, onFocus, onKeyDown }: NodeProps) {
  const [, navigate] = useLocation()
  const { key, node, x, y } = placed
  const href = versionLink(node)
  const lines = linesOf(placed, repository)
  return (
    <g
      transform={`translate(${x},${y})`}
      className="node"
      data-tone={statusLooks[node.status].tone}
      data-foreign={node.repository !== repository}
    >
      <rect width={nodeSize.width} height={nodeSize.height} rx="10" className="box" />
      <rect width="4" height={nodeSize.height - 20} x="0" y="10" rx="2" className="mark" />
      <NodeText lines={lines} isNamed={node.aliases.length > 0} />
      <a
        href={href}
        data-key={key}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={describe(lines, placed)}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          navigate(href)
        }}
      >
        <title>
          {[refOf(node), node.description, formatMoment(node.created)].filter((line) => line !== "").join("\n")}
        </title>
        <rect width={nodeSize.width} height={nodeSize.height} fill="transparent" />
      </a>
    </g>
  )
}

/** About so many letters fit on a line of a node. */
const clipped = (text: string, letters: number): string =>
  text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`

interface NodeLines {
  readonly head: string
  readonly mark: string
  readonly value: string
  readonly about: string
  readonly author: string
}

/** What is written on a node, line by line. */
function linesOf({ node }: PlacedNode, repository: string): NodeLines {
  const { number, status, author, created, objective, aliases, description } = node
  const isNamed = aliases.length > 0
  return {
    head: node.repository === repository ? `#${number}` : clipped(refOf(node), 19),
    mark: isNamed ? clipped(aliases.join(", "), 18) : status,
    value:
      typeof objective?.value === "number"
        ? `${formatNumber(objective.value)} ${spaced(objective.metric)}`
        : isNamed
          ? status
          : "",
    about: clipped(description, 30),
    author: `${clipped(author.name, 17)} · ${formatAgo(created, Date.now())}`,
  }
}

interface NodeTextProps {
  readonly lines: NodeLines
  readonly isNamed: boolean
}

/** To be seen: the link over it says the same, and what the lines between say. */
const NodeText = ({ lines, isNamed }: NodeTextProps) => (
  <g aria-hidden="true">
    <text x="14" y="23" className="head">
      {lines.head}
    </text>
    <text x={nodeSize.width - 12} y="23" textAnchor="end" className={isNamed ? "alias" : "status"}>
      {lines.mark}
    </text>
    <text x="14" y="44" className="value">
      {lines.value}
    </text>
    <text x="14" y="62" className="about">
      {lines.about}
    </text>
    <text x="14" y="80" className="about">
      {lines.author}
    </text>
  </g>
)

/** What is written on it, and what the lines between say. */
const describe = ({ head, mark, value, about, author }: NodeLines, { node, parents }: PlacedNode): string =>
  [
    [head, mark, value, about, author].filter((line) => line !== "").join(" "),
    `${refOf(node)}, ${node.status}`,
    ...parents.map(({ ref, kind }) => `${kind} from ${ref}`),
  ].join(", ")
