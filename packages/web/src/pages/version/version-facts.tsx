// What a version is in short: its figures, and what it came from.
import { Link } from "wouter"
import type { Version } from "@fidelio/client"
import { ObjectiveValue } from "../../components/objective-value.tsx"
import { Person } from "../../components/person.tsx"
import { Ago, Duration } from "../../components/time.tsx"
import { datasetLink, refOf, versionLink } from "../../links.ts"

export function VersionFacts({ version }: { readonly version: Version }) {
  const { author, parent, dataset, created, ended, objective, repository, origin } = version
  return (
    <dl className="strip">
      <div>
        <dt>Objective{objective !== null && `, ${objective.split}`}</dt>
        <dd>
          <ObjectiveValue objective={objective} />
        </dd>
      </div>
      <div>
        <dt>Author</dt>
        <dd>
          <Person user={author} />
        </dd>
      </div>
      <div>
        <dt>{origin === "forked" ? "Forked from" : "Edited from"}</dt>
        <dd>
          {parent === null ? (
            <span className="quiet">begun anew</span>
          ) : (
            <Link href={versionLink(parent)}>
              {parent.repository === repository ? `#${parent.number}` : refOf(parent)}
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>Data</dt>
        <dd>
          {dataset === null ? (
            <span className="quiet">not known here</span>
          ) : (
            <Link href={datasetLink(dataset.name, dataset.revision)}>
              {dataset.name}@{dataset.revision}
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>Created</dt>
        <dd>
          <Ago time={created} />
        </dd>
      </div>
      {origin === "trained" && (
        <div>
          <dt>Took</dt>
          <dd>
            <Duration from={created} to={ended} />
          </dd>
        </div>
      )}
    </dl>
  )
}
