// How well a version does, a metric a row and a split a column; and what was trained where.
import type { Metrics, Objective, Version } from "@fidelio/client"
import { Card, Facts, Table } from "../../components/card.tsx"
import { Empty } from "../../components/states.tsx"
import { formatCount, formatNumber, spaced } from "../../format.ts"
import { isUnderWay } from "../../queries.ts"
import { metricRows, splits } from "./metric-rows.ts"
import { sizesOf } from "./model-sizes.ts"

export function OverviewTab({ version }: { readonly version: Version }) {
  const { metrics, objective, status } = version
  return (
    <div className="with-aside">
      <Card title="Metrics" isPadded={false}>
        {metricRows(metrics).length === 0 ? (
          <Empty icon="compare" title={isUnderWay(status) ? "No metrics yet" : "No metrics"}>
            {isUnderWay(status)
              ? "They come with the first evaluation."
              : "They are kept when a training ends well. What was evaluated before is in the learning curves."}
          </Empty>
        ) : (
          <MetricsTable metrics={metrics} objective={objective} />
        )}
      </Card>
      <div className="stack">
        <ModelCard version={version} />
        <EnvironmentCard version={version} />
      </div>
    </div>
  )
}

interface MetricsTableProps {
  readonly metrics: Metrics
  readonly objective: Objective | null
}

function MetricsTable({ metrics, objective }: MetricsTableProps) {
  const present = splits.filter((split) => metrics[split] !== undefined)
  const rows = metricRows(metrics)
  const outputClass = new Set(rows.map(({ feature }) => feature)).size === 1 ? "roomy" : ""
  return (
    <Table
      label="Metrics"
      head={
        <>
          <th scope="col" className={outputClass}>
            Output
          </th>
          <th scope="col">Metric</th>
          {present.map((split) => (
            <th key={split} scope="col" className="number">
              {split}
            </th>
          ))}
        </>
      }
    >
      {rows.map(({ feature, metric, isFirst, values }) => {
        const isObjective = objective?.feature === feature && objective.metric === metric
        return (
          <tr key={`${feature} ${metric}`}>
            <td className={outputClass}>
              {isFirst ? <span className="strong">{feature}</span> : <span className="hidden">{feature}</span>}
            </td>
            <th scope="row">
              {spaced(metric)} {isObjective && <span className="badge">objective</span>}
            </th>
            {present.map((split) => (
              <td key={split} className={isObjective && split === objective.split ? "number strong" : "number"}>
                {formatNumber(values[split])}
              </td>
            ))}
          </tr>
        )
      })}
    </Table>
  )
}

function ModelCard({ version }: { readonly version: Version }) {
  const { model, model_type, outputs, seed } = version
  const sizes = sizesOf(model)
  return (
    <Card title="Model">
      <Facts
        facts={[
          { name: "Type", value: <code>{model_type}</code> },
          { name: "Outputs", value: outputs.map(({ name, type }) => `${name} (${type})`).join(", ") },
          ...sizes.map(({ name, total }) => ({ name, value: formatCount(total) })),
          { name: "Seed", value: seed },
        ]}
      />
      {model !== null && model.layers.length > 0 && (
        <details>
          <summary>Parts</summary>
          <Table
            label="Parts"
            head={
              <>
                <th scope="col">Part</th>
                {sizes.map(({ name }) => (
                  <th key={name} scope="col" className="number">
                    {name}
                  </th>
                ))}
              </>
            }
          >
            {model.layers.map((part) => (
              <tr key={part.name}>
                <td>
                  {part.name} <div className="quiet small">{part.description}</div>
                </td>
                {sizes.map(({ name, of }) => (
                  <td key={name} className="number">
                    {formatCount(of(part) ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        </details>
      )}
    </Card>
  )
}

function EnvironmentCard({ version: { environment } }: { readonly version: Version }) {
  const entries = Object.entries(environment)
  if (entries.length === 0) return null
  return (
    <Card title="Environment">
      <Facts facts={entries.map(([name, value]) => ({ name: spaced(name), value: String(value) }))} />
    </Card>
  )
}
