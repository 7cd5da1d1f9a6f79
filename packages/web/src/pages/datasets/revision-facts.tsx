// What a revision is in short, and which versions were trained on it.
import { Link } from "wouter"
import type { Revision } from "@fidelio/client"
import { CopyButton } from "../../components/code.tsx"
import { Person } from "../../components/person.tsx"
import { Ago } from "../../components/time.tsx"
import { formatBytes, formatCount } from "../../format.ts"
import { refOf, versionLink } from "../../links.ts"

const mostUses = 8

export function RevisionFacts({ revision }: { readonly revision: Revision }) {
  const { rows, profile, bytes, format, source, sha256, created, created_by, used_by } = revision
  return (
    <dl className="strip">
      <div>
        <dt>Rows</dt>
        <dd className="strong">{formatCount(rows)}</dd>
      </div>
      <div>
        <dt>Columns</dt>
        <dd className="strong">{formatCount(profile.length)}</dd>
      </div>
      <div>
        <dt>File</dt>
        <dd>
          {formatBytes(bytes)} of {format}
        </dd>
      </div>
      <div>
        <dt>From</dt>
        <dd className="clip" title={source.name}>
          {source.name}
        </dd>
      </div>
      <div>
        <dt>Added</dt>
        <dd className="row">
          <Person user={created_by} /> <Ago time={created} />
        </dd>
      </div>
      <div>
        <dt>SHA-256</dt>
        <dd className="row">
          <code>{sha256.slice(0, 10)}</code>
          <CopyButton text={sha256} label="SHA-256" />
        </dd>
      </div>
      <div>
        <dt>Trained on it</dt>
        <dd className="row">
          {used_by.length === 0 && <span className="quiet">nothing yet</span>}
          {used_by.slice(0, mostUses).map((place) => (
            <Link key={refOf(place)} href={versionLink(place)}>
              {refOf(place)}
            </Link>
          ))}
          {used_by.length > mostUses && <span className="quiet">and {used_by.length - mostUses} more</span>}
        </dd>
      </div>
    </dl>
  )
}
