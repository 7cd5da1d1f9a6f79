// Places of a document that two versions have differently.
import type { Change } from "@fidelio/client"
import { Badge, type Tone } from "../../components/badge.tsx"
import { Table } from "../../components/card.tsx"
import { formatNumber } from "../../format.ts"

interface ChangeTableProps {
  readonly label: string
  readonly changes: readonly Change[]
}

const tones: Readonly<Record<Change["kind"], Tone>> = { added: "good", removed: "bad", changed: "warn" }

export const ChangeTable = ({ label, changes }: ChangeTableProps) => (
  <Table
    label={label}
    head={
      <>
        <th scope="col">Where</th>
        <th scope="col">Kind</th>
        <th scope="col" className="side">
          Before
        </th>
        <th scope="col" className="side">
          After
        </th>
      </>
    }
  >
    {changes.map(({ path, kind, before, after, is_default }) => (
      <tr key={path}>
        <th scope="row" className="wide mono">
          <Path path={path} />
          {is_default && <span className="quiet small"> by default</span>}
        </th>
        <td className="tight">
          <Badge tone={tones[kind]}>{kind}</Badge>
        </td>
        <td>{kind === "added" ? <Nothing /> : <Value value={before} side="before" />}</td>
        <td>{kind === "removed" ? <Nothing /> : <Value value={after} side="after" />}</td>
      </tr>
    ))}
  </Table>
)

/** May be broken at its dots. */
const Path = ({ path }: { readonly path: string }) =>
  path.split(".").map((part, i) => (
    <span key={i}>
      {i > 0 && (
        <>
          .<wbr />
        </>
      )}
      {part}
    </span>
  ))

const Nothing = () => <span className="quiet">–</span>

interface ValueProps {
  readonly value: unknown
  readonly side: "before" | "after"
}

const Value = ({ value, side }: ValueProps) => <span className={`mono value-${side}`}>{textOf(value)}</span>

/** Mappings as lines; what is in the path already, its name, is left out. */
function textOf(value: unknown): string {
  if (typeof value === "number") return formatNumber(value)
  if (typeof value === "string") return value
  if (!isMapping(value)) return JSON.stringify(value)
  return Object.entries(value)
    .filter(([key]) => key !== "name")
    .map(([key, one]) => (isMapping(one) ? `${key}:\n${indented(textOf(one))}` : `${key}: ${textOf(one)}`))
    .join("\n")
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

const indented = (text: string): string => text.replaceAll(/^/gm, "  ")
