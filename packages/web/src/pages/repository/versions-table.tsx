// A table of versions: what each is, from what, by whom, how good.
import { Link } from "wouter"
import type { VersionSummary } from "@fidelio/client"
import { AliasBadges, StatusBadge } from "../../components/badge.tsx"
import { Table } from "../../components/card.tsx"
import { ObjectiveValue } from "../../components/objective-value.tsx"
import { Person } from "../../components/person.tsx"
import { Ago, Duration } from "../../components/time.tsx"
import { datasetLink, refOf, versionLink } from "../../links.ts"

interface VersionsTableProps {
  readonly versions: readonly VersionSummary[]
  readonly chosen: readonly number[]
  readonly onToggle: (number: number) => void
}

export const VersionsTable = ({ versions, chosen, onToggle }: VersionsTableProps) => (
  <Table
    label="Versions"
    head={
      <>
        <th scope="col">
          <span className="hidden">Choose</span>
        </th>
        <th scope="col">Version</th>
        <th scope="col">Status</th>
        <th scope="col">Objective</th>
        <th scope="col">Edited from</th>
        <th scope="col">Type</th>
        <th scope="col">Data</th>
        <th scope="col">Author</th>
        <th scope="col">Took</th>
        <th scope="col">Created</th>
      </>
    }
  >
    {versions.map((version) => (
      <VersionRow
        key={version.id}
        version={version}
        isChosen={chosen.includes(version.number)}
        onToggle={() => onToggle(version.number)}
      />
    ))}
  </Table>
)

interface VersionRowProps {
  readonly version: VersionSummary
  readonly isChosen: boolean
  readonly onToggle: () => void
}

const VersionRow = ({ version, isChosen, onToggle }: VersionRowProps) => (
  <tr>
    <td className="tight">
      <label className="check">
        <input type="checkbox" checked={isChosen} onChange={onToggle} />
        <span className="hidden">Choose version {version.number}</span>
      </label>
    </td>
    <th scope="row" className="wide">
      <span className="row">
        <Link href={versionLink(version)} aria-label={`Version ${version.number}`}>
          #{version.number}
        </Link>
        <AliasBadges aliases={version.aliases} />
      </span>
      {version.description !== "" && <span className="quiet small clip">{version.description}</span>}
    </th>
    <td>
      <StatusBadge status={version.status} />
    </td>
    <td className="tight">
      <ObjectiveValue objective={version.objective} />
    </td>
    <td className="tight">
      <ParentLink version={version} />
    </td>
    <td className="mono">{version.model_type}</td>
    <td className="tight">
      {version.dataset === null ? (
        <span className="quiet">–</span>
      ) : (
        <Link href={datasetLink(version.dataset.name, version.dataset.revision)}>
          {version.dataset.name}@{version.dataset.revision}
        </Link>
      )}
    </td>
    <td className="tight">
      <Person user={version.author} />
    </td>
    <td className="tight quiet">
      {version.origin === "trained" ? <Duration from={version.created} to={version.ended} /> : version.origin}
    </td>
    <td className="tight quiet">
      <Ago time={version.created} />
    </td>
  </tr>
)

const ParentLink = ({ version: { parent, repository } }: { readonly version: VersionSummary }) =>
  parent === null ? (
    <span className="quiet">–</span>
  ) : (
    <Link href={versionLink(parent)}>{parent.repository === repository ? `#${parent.number}` : refOf(parent)}</Link>
  )
