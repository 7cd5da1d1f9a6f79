// What the predictions of the test split look like: confusion matrix, curves, importance of columns, coefficients.
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import {
  calibrationCurve,
  confusionMatrix,
  featureImportance,
  precisionRecallCurve,
  rocCurve,
} from "@fidelio/core/charts"
import type { Version } from "@fidelio/client"
import type { hub } from "../../api.ts"
import { ChartFigure } from "../../charts/chart-figure.tsx"
import { Card, Table } from "../../components/card.tsx"
import { Segments } from "../../components/field.tsx"
import { QueryView } from "../../components/query-view.tsx"
import { Empty } from "../../components/states.tsx"
import { formatCount, formatNumber, spaced } from "../../format.ts"
import { coefficientsQuery, statisticsQuery } from "../../queries.ts"
import { CoefficientsCards } from "./coefficients-card.tsx"
import type { ScoreCoefficients } from "./coefficients.ts"
import { readStatistics, type OutputStatistics } from "./statistics.ts"

export function StatisticsTab({ version }: { readonly version: Version }) {
  const { repository, number, status } = version
  const params = { repository, version: String(number) }
  const isReady = status === "ready"
  const coefficients = useQuery({ ...coefficientsQuery(params), enabled: isReady })
  const statistics = useQuery({ ...statisticsQuery(params), enabled: isReady })
  if (!isReady) return <NoStatistics isReady={false} />
  return (
    <QueryView query={coefficients}>
      {(scores) => (
        <QueryView query={statistics}>{(found) => <StatisticsView statistics={found} scores={scores} />}</QueryView>
      )}
    </QueryView>
  )
}

const NoStatistics = ({ isReady }: { readonly isReady: boolean }) => (
  <Card>
    <Empty icon="compare" title={isReady ? "No statistics" : "No statistics yet"}>
      {isReady
        ? "This kind of output has metrics only; they are on the overview."
        : "They are made when the training has ended well."}
    </Empty>
  </Card>
)

interface StatisticsViewProps {
  readonly statistics: Awaited<ReturnType<typeof hub.getStatistics>>
  readonly scores: readonly ScoreCoefficients[]
}

function StatisticsView({ statistics: { split, outputs, importance }, scores }: StatisticsViewProps) {
  const known = Object.entries(outputs).map(([feature, found]) => ({ feature, ...readStatistics(found) }))
  const hasAny = known.some(({ confusion, overall }) => confusion !== undefined || overall.length > 0)
  if (!hasAny && (importance === null || importance.length === 0) && scores.length === 0)
    return <NoStatistics isReady />
  return (
    <div className="stack">
      {hasAny && split !== null && <p className="quiet">Of the {split} split.</p>}
      {known.map((output) => (
        <OutputCharts key={output.feature} output={output} split={split ?? "all rows"} />
      ))}
      {importance !== null && importance.length > 0 && (
        <Card title="Feature importance">
          <ChartFigure chart={featureImportance({ importance })} isUntitled />
        </Card>
      )}
      {scores.map((found) => (
        <CoefficientsCards key={`${found.output} ${found.class}`} found={found} />
      ))}
    </div>
  )
}

interface OutputProps {
  readonly output: OutputStatistics & { readonly feature: string }
}

interface OutputChartsProps extends OutputProps {
  readonly split: string
}

const OutputCharts = ({ output, split }: OutputChartsProps) => {
  const { feature, roc, precisionRecall, calibration, rocArea, averagePrecision } = output
  const charts = [
    roc && rocCurve({ feature, curves: [{ name: split, ...roc, area: rocArea }] }),
    precisionRecall &&
      precisionRecallCurve({ feature, curves: [{ name: split, ...precisionRecall, averagePrecision }] }),
    calibration && calibrationCurve({ feature, curves: [{ name: split, ...calibration }] }),
  ].filter((chart) => chart !== undefined)
  return (
    <div className="grid-2">
      <div className="stack">
        {output.confusion !== undefined && <Confusion output={output} />}
        {output.classes.length > 0 && <ClassTable output={output} />}
        {output.overall.length > 0 && <OverallTable output={output} />}
      </div>
      {charts.length > 0 && (
        <div className="stack">
          {charts.map((chart) => (
            <Card key={chart.title} title={chart.title}>
              <ChartFigure chart={chart} isUntitled />
            </Card>
          ))}
        </div>
      )}
    </div>
  )
}

const forms = [
  { value: "counts", label: "Counts" },
  { value: "shares", label: "Normalised" },
] as const

function Confusion({ output: { feature, confusion = [], labels } }: OutputProps) {
  const [form, setForm] = useState<"counts" | "shares">("counts")
  const chart = confusionMatrix({ feature, labels, counts: confusion, isNormalised: form === "shares" })
  return (
    <Card title={chart.title} actions={<Segments label="Cells" value={form} choices={forms} onChange={setForm} />}>
      <ChartFigure chart={chart} isUntitled />
    </Card>
  )
}

const ClassTable = ({ output: { feature, classes } }: OutputProps) => (
  <Card title={`Classes of ${feature}`} isPadded={false}>
    <Table
      label={`Classes of ${feature}`}
      head={
        <>
          <th scope="col">Class</th>
          <th scope="col" className="number">
            Rows
          </th>
          <th scope="col" className="number">
            Precision
          </th>
          <th scope="col" className="number">
            Recall
          </th>
          <th scope="col" className="number">
            F1
          </th>
        </>
      }
    >
      {classes.map(({ label, rows, precision, recall, f1 }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td className="number">{rows === null ? "–" : formatCount(rows)}</td>
          <td className="number">{formatNumber(precision)}</td>
          <td className="number">{formatNumber(recall)}</td>
          <td className="number">{formatNumber(f1)}</td>
        </tr>
      ))}
    </Table>
  </Card>
)

const OverallTable = ({ output: { feature, overall } }: OutputProps) => (
  <Card title={`Overall, ${feature}`} isPadded={false}>
    <Table
      label={`Overall statistics of ${feature}`}
      head={
        <>
          <th scope="col">Statistic</th>
          <th scope="col" className="number">
            Value
          </th>
        </>
      }
    >
      {overall.map(({ name, value }) => (
        <tr key={name}>
          <th scope="row">{spaced(name)}</th>
          <td className="number">{formatNumber(value)}</td>
        </tr>
      ))}
    </Table>
  </Card>
)
