// The list of repositories: what each is, its latest version and best-known aliases, who works on it.
import { Link } from "wouter"
import type { Repository } from "@fidelio/client"
import { Badge, StatusBadge } from "../../components/badge.tsx"
import { Table } from "../../components/card.tsx"
import { Icon } from "../../components/icon.tsx"
import { ObjectiveValue } from "../../components/objective-value.tsx"
import { People } from "../../components/person.tsx"
import { Ago } from "../../components/time.tsx"
import { datasetLink, refOf, repositoryLink, versionLink } from "../../links.ts"

interface RepositoriesTableProps {
  readonly repositories: readonly Repository[]
  readonly onTag: (tag: string) => void
}

export const RepositoriesTable = ({ repositories, onTag }: RepositoriesTableProps) => (
  <Table
    label="Model repositories"
    head={
      <>
        <th scope="col">Model</th>
        <th scope="col">Latest version</th>
        <th scope="col">Objective</th>
        <th scope="col">Aliases</th>
        <th scope="col">Data</th>
        <th scope="col">People</th>
        <th scope="col">Changed</th>
      </>
    }
  >
    {repositories.map((repository) => (
      <RepositoryRow key={repository.name} repository={repository} onTag={onTag} />
    ))}
  </Table>
)

interface RepositoryRowProps {
  readonly repository: Repository
  readonly onTag: (tag: string) => void
}

const RepositoryRow = ({ repository, onTag }: RepositoryRowProps) => {
  const { name, latest, aliases, datasets, contributors, updated } = repository
  return (
    <tr>
      <th scope="row" className="wide">
        <RepositoryName repository={repository} onTag={onTag} />
      </th>
      <td>
        {latest === null ? (
          <span className="quiet">none</span>
        ) : (
          <span className="row">
            <Link href={versionLink(latest)} aria-label={`${name} version ${latest.number}`}>
              #{latest.number}
            </Link>
            <StatusBadge status={latest.status} />
          </span>
        )}
      </td>
      <td>{latest === null ? "–" : <ObjectiveValue objective={latest.objective} />}</td>
      <td>
        <span className="row">
          {Object.entries(aliases).map(([alias, number]) => (
            <Link key={alias} href={versionLink({ repository: name, number })} title={`${alias} is ${name}@${number}`}>
              <Badge tone="accent" icon="alias">
                {alias}
              </Badge>
            </Link>
          ))}
        </span>
      </td>
      <td>
        {datasets.map((dataset) => (
          <Link key={dataset} href={datasetLink(dataset)} className="clip">
            {dataset}
          </Link>
        ))}
      </td>
      <td className="tight">
        <People users={contributors} />
      </td>
      <td className="tight quiet">
        <Ago time={updated} />
      </td>
    </tr>
  )
}

const RepositoryName = ({ repository: { name, description, tags, forked_from }, onTag }: RepositoryRowProps) => (
  <div className="stack-s">
    <Link href={repositoryLink(name)} className="strong">
      {name}
    </Link>
    {description !== "" && <span className="quiet small clip">{description}</span>}
    {(tags.length > 0 || forked_from !== null) && (
      <span className="row">
        {forked_from !== null && (
          <span className="quiet small row">
            <Icon name="fork" size={13} /> {refOf(forked_from)}
          </span>
        )}
        {tags.map((tag) => (
          <button
            key={tag}
            type="button"
            className="badge tag"
            onClick={() => onTag(tag)}
            title={`Only those tagged ${tag}`}
          >
            {tag}
          </button>
        ))}
      </span>
    )}
  </div>
)
