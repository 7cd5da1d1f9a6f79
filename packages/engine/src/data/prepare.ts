// From sources and a config to encoded splits: read, select, split, fit on the training rows, encode.
import {
  allocateTables,
  DataError,
  invariant,
  layoutOf,
  sql,
  tableNames,
  type DatasetLayout,
  type EncodedSplit,
  type FittedFeature,
  type Sql,
  type TableName,
  type Tensor,
} from "@fidelio/core"
import type { ColumnSummary } from "../training/callbacks.ts"
import { balanceTraining } from "./balance.ts"
import { openCache } from "./cache.ts"
import type { DataEngine } from "./data-engine.ts"
import type { DatasetConfig, SplitConfig } from "./dataset-config.ts"
import { ChunkWriter, encodedColumns, lateDrops, needsOrder, type EncodedFrom } from "./encode.ts"
import { fitFeatures, type FittedColumn } from "./fit.ts"
import { fittedFeature, ingest, planFeatures, takeCensus, unreadableCell, type Census, type ParsedTable, type PlannedFeature } from "./ingest.ts"
import type { Prepared, PreparedDataset, PrepareOptions } from "./prepared-dataset.ts"
import type { Relation } from "./relation.ts"
import { selectRows, type Dropped } from "./select-rows.ts"
import { openSource, type DatasetSources, type TableSource } from "./sources.ts"
import { splitTable, type SplitTable } from "./splits.ts"

export type { PreparedDataset, PrepareOptions } from "./prepared-dataset.ts"

export async function prepareDataset(
  engine: DataEngine,
  sources: DatasetSources,
  config: DatasetConfig,
  options: PrepareOptions,
): Promise<PreparedDataset> {
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1000
  return await engine.cancellable(options.signal, async () => {
    const features = planFeatures(config)
    const { relations, split } = await openSources(engine, sources, config)
    const cache = await openCache(relations, { config, ...options })
    const known = await cache?.read(features)
    const prepared = known ?? (await prepareAnew(engine, { relations, split, features, config, seed: options.seed }))
    for (const message of prepared.notices) options.onNotice?.(message)
    if (known === undefined) await cache?.write(prepared)
    return { ...prepared, cached: known !== undefined, seconds: seconds() }
  })
}

type SplitRule = SplitConfig | "by relation"

interface Opened {
  readonly relations: readonly Relation[]
  readonly split: SplitRule
}

/** Tables given one by one make the splits; one table is split by the config's rule. */
async function openSources(engine: DataEngine, sources: DatasetSources, config: DatasetConfig): Promise<Opened> {
  const names = [...config.input_features, ...config.output_features].map(({ name, column }) => column ?? name)
  const open = (source: TableSource): Promise<Relation> =>
    openSource(engine, source, { dataFormat: sources.dataFormat, expected: names })
  const { dataset, trainingSet, validationSet, testSet } = sources
  if (trainingSet === undefined) {
    if (dataset === undefined) throw new DataError("data/not-found", "no dataset was given")
    return { relations: [await open(dataset)], split: config.preprocessing.split }
  }
  const relations = [await open(trainingSet)]
  const others = [validationSet, testSet]
  for (const other of others) relations.push(other === undefined ? noRows(relations[0]!) : await open(other))
  return { relations, split: "by relation" }
}

const noRows = (like: Relation): Relation => ({ ...like, from: sql`(select * from ${like.from} limit 0)`, files: [] })

interface Work extends Opened {
  readonly features: readonly PlannedFeature[]
  readonly config: DatasetConfig
  readonly seed: number
}

async function prepareAnew(engine: DataEngine, work: Work): Promise<Prepared> {
  const { relations, split, features, config, seed } = work
  const notices: string[] = []
  const notice = (message: string): void => void notices.push(message)
  const parsed = await ingest(engine, relations, features, split)
  const census = await takeCensus(engine, parsed)
  const selected = await selectRows(engine, parsed, census, { features, sample: config.preprocessing, seed })
  const source = relations[0]!.source
  if (selected.rows === 0) throw allDropped(source, selected.dropped)
  const rows = await splitTable(engine, selected.table, split, { rows: selected.rows, seed, source })
  const fitted = await fitFeatures(engine, features, { parsed, rows, notice })
  const encodable = features.map((feature): EncodedFrom => {
    const { metadata, steps } = fitted.get(feature)!
    return { feature: fittedFeature(feature, { metadata, steps }), column: parsed.columns.get(feature.key)!.name }
  })
  const layout = layoutOf(encodable.map(({ feature }) => feature))
  const encoded = await encodeSplits(engine, encodable, { layout, rows, parsed })
  noticeSplits(encoded.splits, split, notice)
  return {
    layout,
    splits: balanceTraining(encoded.splits, { features: encodable.map(({ feature }) => feature), layout, config, seed, notice }),
    features: encodable.map(({ feature }) => feature),
    columns: features.map((feature) => summarize(feature, { parsed, census, fitted: fitted.get(feature)! })),
    dropped: [...selected.dropped, ...encoded.dropped],
    notices,
    source,
  }
}

const allDropped = (source: string, dropped: readonly Dropped[]): DataError =>
  new DataError("data/empty", `no row of ${source} can be used: ${dropped.map(({ rows, reason }) => `${rows} with ${reason}`).join(", ")}`)

interface EncodeOptions {
  readonly layout: DatasetLayout
  readonly rows: SplitTable
  readonly parsed: ParsedTable
}

interface EncodedSplits {
  readonly splits: PreparedDataset["splits"]
  readonly dropped: readonly Dropped[]
}

/** All splits lie in one block of memory, training first. */
async function encodeSplits(engine: DataEngine, features: readonly EncodedFrom[], options: EncodeOptions): Promise<EncodedSplits> {
  const { layout, rows, parsed } = options
  const [training, validation, test] = rows.sizes
  const tables = allocateTables(layout, training + validation + test)
  const writer = new ChunkWriter(
    layout,
    features.map(({ feature }) => feature),
    tables,
  )
  const drops = features.flatMap(lateDrops)
  const next = [0, training, training + validation]
  const lost = drops.map(() => 0)
  let seen = 0
  for await (const chunk of engine.stream(encodeQuery(features, drops, rows.from))) {
    const column = (place: number): ArrayLike<number> =>
      (chunk.getColumnVector(features.length + place) as unknown as { items: ArrayLike<number> }).items // by the query's types
    const splits = column(0)
    const reasons = drops.length === 0 ? undefined : column(1)
    const places = new Int32Array(chunk.rowCount)
    for (let i = 0; i < places.length; i++) {
      const reason = reasons?.[i] ?? -1
      if (reason < 0) places[i] = next[splits[i]!]!++
      else {
        places[i] = -1
        lost[reason]! += 1
      }
    }
    const bad = writer.write(chunk, places)
    if (bad !== undefined) throw await notEncodable(engine, parsed, { name: features[bad.feature]!.column, from: rows.from, row: seen + bad.row })
    seen += chunk.rowCount
  }
  const ranges = [
    [0, next[0]!],
    [training, next[1]!],
    [training + validation, next[2]!],
  ] as const
  const [first, second, third] = ranges.map(([start, end]) => splitBetween(layout, tables, { start, end }))
  if (first!.size === 0) throw new DataError("data/split", "no rows are left to train on")
  return {
    splits: {
      training: first!,
      ...(second!.size > 0 ? { validation: second! } : {}),
      ...(third!.size > 0 ? { test: third! } : {}),
    },
    dropped: drops.flatMap(({ reason }, i) => (lost[i]! > 0 ? [{ rows: lost[i]!, reason }] : [])),
  }
}

function encodeQuery(features: readonly EncodedFrom[], drops: ReturnType<typeof lateDrops>, from: Sql): Sql {
  const cases = drops.map(({ condition }, i) => `when ${condition.text} then ${i}`).join(" ")
  const reason = drops.length === 0 ? sql`` : sql`, (case ${{ text: cases }} else -1 end)::integer`
  const order = features.some(({ feature }) => needsOrder(feature.steps)) ? sql` order by row` : sql``
  return sql`select ${encodedColumns(features)}, split${reason} from ${from}${order}`
}

/** Only a cell that was read, but has no encoding, such as the logarithm of −3. */
async function notEncodable(
  engine: DataEngine,
  parsed: ParsedTable,
  { name, from, row }: { readonly name: Sql; readonly from: Sql; readonly row: number },
): Promise<DataError> {
  const column = parsed.distinct.find((candidate) => candidate.name === name)
  invariant(column !== undefined, "a cell of no column")
  const found = await engine.query(sql`select ${name}::varchar from ${from} order by row limit 1 offset ${row}`)
  return new DataError("data/value", `column "${column.column}" holds ${String(found[0]?.[0])} in row ${row + 1}, which its preprocessing has no value for`, {
    at: column.column,
    hint: "log1p needs values above −1; choose another `normalization`",
  })
}

function splitBetween(
  layout: DatasetLayout,
  tables: ReturnType<typeof allocateTables>,
  { start, end }: { readonly start: number; readonly end: number },
): EncodedSplit {
  const views: Partial<Record<TableName, Tensor>> = {}
  for (const name of tableNames) {
    const width = layout.tables[name].length
    const data = tables[name]?.subarray(start * width, end * width)
    if (data === undefined) continue
    const shape = [end - start, width]
    views[name] = data instanceof Float32Array ? { dtype: "float32", shape, data } : { dtype: "int32", shape, data }
  }
  return { size: end - start, tables: views }
}

function noticeSplits({ validation, test }: PreparedDataset["splits"], split: SplitRule, notice: (message: string) => void): void {
  const wanted = split === "by relation" || split.type === "fixed" ? undefined : split.probabilities
  if (validation === undefined && wanted?.[1] !== 0) notice("There are no validation rows: training follows the training rows.")
  if (test === undefined && wanted !== undefined && wanted[2] > 0) notice("There are no test rows.")
}

function summarize(
  { column, role, config, key }: PlannedFeature,
  { parsed, census, fitted }: { readonly parsed: ParsedTable; readonly census: Census; readonly fitted: FittedColumn },
): ColumnSummary {
  const from = parsed.columns.get(key)!
  return {
    column,
    role,
    type: config.type,
    missing: census.rows - census.present.get(from)!,
    distinct: from.kind === "float" ? census.distinct.get(from)! : (fitted.distinct ?? 0),
    summary: fitted.summary,
  }
}

