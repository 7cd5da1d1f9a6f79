// The files of a version, and how to get and run them elsewhere.
import { useQuery } from "@tanstack/react-query"
import type { Artifact, Version } from "@fidelio/client"
import { Card, Table } from "../../components/card.tsx"
import { Code, CopyButton } from "../../components/code.tsx"
import { Icon } from "../../components/icon.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { formatBytes } from "../../format.ts"
import { refOf } from "../../links.ts"
import { artifactsQuery } from "../../queries.ts"

export function ArtifactsTab({ version }: { readonly version: Version }) {
  const { repository, number, status } = version
  const query = useQuery(artifactsQuery({ repository, version: String(number) }))
  return (
    <div className="stack">
      <Card title="Files" isPadded={false}>
        <QueryView query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="file" title={status === "ready" ? "No files" : "No files yet"}>
                The model and its statistics are kept when the training has ended well.
              </Empty>
            ) : (
              <ArtifactTable version={version} artifacts={items} />
            )
          }
        </QueryView>
      </Card>
      {status === "ready" && <Commands version={version} />}
    </div>
  )
}

interface ArtifactTableProps {
  readonly version: Version
  readonly artifacts: readonly Artifact[]
}

const ArtifactTable = ({ version: { repository, number }, artifacts }: ArtifactTableProps) => (
  <Table
    label="Files"
    head={
      <>
        <th scope="col">File</th>
        <th scope="col" className="number">
          Size
        </th>
        <th scope="col">SHA-256</th>
        <th scope="col">
          <span className="hidden">Download</span>
        </th>
      </>
    }
  >
    {artifacts.map(({ path, bytes, sha256 }) => (
      <tr key={path}>
        <th scope="row" className="mono">
          {path}
        </th>
        <td className="number">{formatBytes(bytes)}</td>
        <td className="tight">
          <span className="row nowrap">
            <code>{sha256.slice(0, 12)}</code>
            <CopyButton text={sha256} label={`SHA-256 of ${path}`} />
          </span>
        </td>
        <td className="tight">
          <a
            className="button"
            data-size="small"
            href={`/api/v1/repositories/${encodeURIComponent(repository)}/versions/${number}/artifacts/${sha256}`}
            download={path.split("/").at(-1)}
            aria-label={`Download ${path}`}
          >
            <Icon name="download" /> Download
          </a>
        </td>
      </tr>
    ))}
  </Table>
)

const Commands = ({ version }: { readonly version: Version }) => {
  const folder = `${version.repository}-${version.number}`
  return (
    <Card title="In a terminal">
      <p className="quiet">Get the model, and serve it behind HTTP on any machine:</p>
      <Code
        label="commands to pull and serve"
        text={`npx fidelio hub login ${window.location.origin}\nnpx fidelio hub pull ${refOf(version)} --output_directory ${folder}\nnpx fidelio serve --model_path ${folder}/model`}
      />
      <p className="quiet">Or ask this hub for predictions:</p>
      <Code
        label="command to predict"
        text={`curl ${window.location.origin}/api/v1/repositories/${version.repository}/versions/${version.number}/predict \\\n  -H "authorization: Bearer $FIDELIO_HUB_TOKEN" -H "content-type: application/json" \\\n  -d '{"rows": [{…}]}'`}
      />
    </Card>
  )
}
