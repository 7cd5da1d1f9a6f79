// What a version learned from: the dataset's revision, and how its rows were split.
import { Link } from "wouter"
import type { Version } from "@fidelio/client"
import { Card, Facts, Table } from "../../components/card.tsx"
import { CopyButton } from "../../components/code.tsx"
import { Empty } from "../../components/states.tsx"
import { counted, formatCount } from "../../format.ts"
import { datasetLink } from "../../links.ts"

export function DataTab({ version: { dataset, split } }: { readonly version: Version }) {
  return (
    <div className="grid-2">
      <Card title="Dataset">
        {dataset === null ? (
          <Empty icon="data" title="Not known here">
            The version was pushed without naming a dataset of this hub.
          </Empty>
        ) : (
          <Facts
            facts={[
              {
                name: "Revision",
                value: (
                  <Link href={datasetLink(dataset.name, dataset.revision)}>
                    {dataset.name}@{dataset.revision}
                  </Link>
                ),
              },
              {
                name: "SHA-256",
                value: (
                  <span className="row">
                    <code className="clip">{dataset.sha256}</code>
                    <CopyButton text={dataset.sha256} label="SHA-256" />
                  </span>
                ),
              },
            ]}
          />
        )}
      </Card>
      <Card title="Split" isPadded={false}>
        {split === null ? (
          <Empty title="Not split yet" />
        ) : (
          <>
            <SplitTable split={split} />
            {split.dropped.length > 0 && (
              <ul className="card-body">
                {split.dropped.map(({ rows, reason }) => (
                  <li key={reason}>
                    {counted(rows, "row")} left out: {reason}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Card>
    </div>
  )
}

function SplitTable({ split }: { readonly split: NonNullable<Version["split"]> }) {
  const total = split.training + split.validation + split.test
  return (
    <Table
      label="Rows of each split"
      head={
        <>
          <th scope="col">Split</th>
          <th scope="col" className="number">
            Rows
          </th>
          <th scope="col" className="number">
            Share
          </th>
        </>
      }
    >
      {(["training", "validation", "test"] as const).map((name) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td className="number">{formatCount(split[name])}</td>
          <td className="number">{total === 0 ? "–" : `${((100 * split[name]) / total).toFixed(1)} %`}</td>
        </tr>
      ))}
    </Table>
  )
}
