// New rows encoded as training's were, batch by batch in their own order, so that a file larger than memory goes through.
import {
  allocateTables,
  DataError,
  groupColumn,
  invariant,
  layoutOf,
  preprocessings,
  rowColumns,
  splitOf,
  sql,
  type DatasetLayout,
  type EncodedSplit,
  type FittedFeature,
  type Sql,
} from "@fidelio/core"
import { takeCensus, unreadableCell } from "./census.ts"
import type { DataEngine } from "./data-engine.ts"
import type { DatasetConfig, FeatureConfig } from "./dataset-config.ts"
import { ChunkWriter, encodeQuery, needsOrder, parseSteps, type EncodedFrom, type EncodeQuery } from "./encode.ts"
import { GroupReader } from "./group-reader.ts"
import { ingest, parsedRows, type PlannedFeature } from "./ingest.ts"
import { RawGatherer, rawSql, type RawColumns } from "./raw-columns.ts"
import { requireColumns, type Relation } from "./relation.ts"
import { checkRowColumns, numberGroups, planRowColumns } from "./row-columns.ts"
import { selectRows, type Dropped } from "./select-rows.ts"
import { openSource, type TableSource } from "./sources.ts"
import { splitTable } from "./splits.ts"

/** A split of a table, made by the config and seed that training used. */
export interface WantedSplit {
  readonly name: "training" | "validation" | "test"
  readonly preprocessing: DatasetConfig["preprocessing"]
  readonly seed: number
}

export interface EncodeStreamOptions {
  /** Rows a batch; the last one may have fewer. */
  readonly batchRows?: number | undefined
  /** Whether the targets are read too; rows whose target is missing or unknown to the model are left out then. */
  readonly withTargets?: boolean | undefined
  /** Whether the columns are kept as they were read, too. */
  readonly withRaw?: boolean | undefined
  /** Only the rows of this split. */
  readonly split?: WantedSplit | undefined
  /** The column that says which group each row belongs to, where that is to be known. */
  readonly groupColumn?: string | undefined
  readonly dataFormat?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface EncodedBatch extends EncodedSplit {
  /** Places of this batch's rows among those that were read, from 0. */
  readonly rows: Int32Array
  /** Rows left out since the last batch, with the reason. */
  readonly dropped: readonly Dropped[]
  /** Of every feature; empty unless they were asked for. */
  readonly raw: RawColumns
}

const defaultBatchRows = 8192

/** Stands for a class that the model does not know, while rows are read. */
const unknownClass = -1

export async function* encodeStream(
  engine: DataEngine,
  source: TableSource,
  features: readonly FittedFeature[],
  options: EncodeStreamOptions = {},
): AsyncGenerator<EncodedBatch, void> {
  const used = features.filter(({ role }) => role === "input" || options.withTargets === true)
  const ofRows = planRowColumns({ group_column: options.groupColumn })
  const expected = [...used, ...ofRows].map(({ column }) => column)
  const relation = await openSource(engine, source, { dataFormat: options.dataFormat, expected })
  const isOrdered = options.split !== undefined || used.some(({ steps }) => needsOrder(steps))
  const { withRaw = false, batchRows = defaultBatchRows, groupColumn: grouped, signal } = options
  const query = isOrdered
    ? await tableRows(engine, relation, used, { ...options, withRaw, all: features })
    : streamedRows(relation, used, { withRaw, groupColumn: grouped })
  yield* batches(engine, relation, used, { query: encodeQuery(query), withRaw, batchRows, grouped, signal })
}

/** Straight from the source: nothing has to be known of other rows. */
function streamedRows(
  relation: Relation,
  features: readonly FittedFeature[],
  { withRaw, groupColumn: group }: { readonly withRaw: boolean; readonly groupColumn: string | undefined },
): EncodeQuery {
  const groups = planRowColumns({ group_column: group })
  const read = [...features.map(({ column, steps }) => ({ column, parse: parseSteps(steps) })), ...groups]
  const columns = requireColumns(
    relation,
    read.map(({ column }) => column),
  )
  const wanted = read.map(({ parse }, i) => ({ name: parsedName(i), column: columns[i]!, steps: parse }))
  const encodable = features.map((feature, i): ReadFeature => ({ feature, column: parsedName(i) }))
  const named = groups.map((_, i) => parsedName(features.length + i))
  return { ...marked(encodable, { withRaw, groups: named }), rows: sql`(${parsedRows(relation, wanted)})` }
}

type ReadFeature = EncodedFrom<FittedFeature>

const parsedName = (place: number): Sql => ({ text: `p${place}` })

interface TableRowsOptions extends Pick<EncodeStreamOptions, "split" | "groupColumn"> {
  readonly all: readonly FittedFeature[]
  readonly withRaw: boolean
}

/** Through a table, where rows before and after count, or a split is to be made. */
async function tableRows(
  engine: DataEngine,
  relation: Relation,
  features: readonly FittedFeature[],
  { split, groupColumn: grouped, all, withRaw }: TableRowsOptions,
): Promise<EncodeQuery> {
  // A split is made of the rows that training made it of: those with a target.
  const read =
    split === undefined
      ? features
      : all.filter(({ column }) => features.some((f) => f.column === column) || relation.columns.has(column))
  const planned = read.map(plannedAgain)
  const own = planned.filter((_, i) => read[i]!.companionOf === undefined) // one a feature
  const rule = split?.preprocessing.split ?? { type: "random", probabilities: [1, 0, 0] as const }
  const ofRows = planRowColumns(split?.preprocessing ?? { group_column: grouped })
  const parsed = await ingest(engine, [relation], [...planned, ...ofRows], { split: rule })
  const encodable = features.map((feature): ReadFeature => ({
    feature,
    column: parsed.columns.get(feature.key)!.name,
  }))
  const marks = { withRaw, groups: grouped === undefined ? [] : [parsed.columns.get(groupColumn.key)!.name] }
  if (split === undefined) {
    const numbered = sql`(select *, rowid as row from ${parsed.table})`
    return { ...marked(encodable, marks), rows: numbered, ordered: true }
  }
  const { seed, preprocessing } = split
  const census = await takeCensus(engine, parsed)
  invariant(census !== undefined, "a careful look left something open")
  await checkRowColumns(engine, parsed)
  const selected = await selectRows(engine, parsed, census, { features: own, sample: preprocessing, seed })
  const { table, groups } = await numberGroups(engine, selected.table, parsed)
  const { select } = await splitTable(engine, table, rule, {
    rows: selected.rows,
    seed,
    groups,
    source: relation.source,
    mayLackTraining: true,
  })
  const number = { training: 0, validation: 1, test: 2 }[split.name]
  const columns = [...new Set(parsed.columns.values())].map(({ name }) => name)
  return { ...marked(encodable, marks), rows: select(columns), ordered: true, split: number }
}

function plannedAgain(feature: FittedFeature): PlannedFeature {
  const preprocessing = preprocessings[feature.type]
  invariant(preprocessing !== undefined, `no preprocessing for features of type ${feature.type}`)
  const { key, role, column, steps } = feature
  return {
    key,
    role,
    column,
    preprocessing,
    parse: parseSteps(steps),
    config: feature.settings as unknown as FeatureConfig,
  } // as it was fitted with
}

interface Marks {
  readonly withRaw: boolean
  /** The column of groups, if one is wanted. */
  readonly groups: readonly Sql[]
}

/** The features with unknown classes marked; for each target whether it is missing, then raw columns and groups where they are wanted. */
function marked(
  features: readonly ReadFeature[],
  { withRaw, groups }: Marks,
): Pick<EncodeQuery, "features" | "others"> {
  const flags = features.flatMap(({ feature, column }) => (feature.role === "output" ? [sql`${column} is null`] : []))
  return {
    features: features.map(({ feature, column }) => ({ feature: withUnknownMarked(feature), column })),
    others: [...flags, ...(withRaw ? features.map(rawSql) : []), ...groups],
  }
}

/** An unknown class that has a place of its own keeps it. */
function withUnknownMarked(feature: FittedFeature): FittedFeature {
  if (feature.role !== "output" || feature.dtype !== "int32") return feature
  const labels = feature.metadata["idx2str"] as readonly string[] // by category preprocessing
  const steps = feature.steps.map((step) =>
    step.type === "lookup" && step.unknown !== null && labels[step.unknown] !== "<UNK>"
      ? { ...step, unknown: unknownClass }
      : step,
  )
  return { ...feature, steps }
}

interface BatchOptions {
  readonly query: Sql
  readonly withRaw: boolean
  readonly batchRows: number
  /** The column of groups, where one is read. */
  readonly grouped: string | undefined
  readonly signal: AbortSignal | undefined
}

async function* batches(
  engine: DataEngine,
  relation: Relation,
  features: readonly FittedFeature[],
  { query, withRaw, batchRows, grouped, signal }: BatchOptions,
): AsyncGenerator<EncodedBatch, void> {
  const layout = layoutOf([...features, ...rowColumns({ group_column: grouped })])
  const groups = grouped === undefined ? undefined : new GroupReader(grouped)
  const targets = features.flatMap((feature, place) => (feature.role === "output" ? [{ feature, place }] : []))
  const start = (): FillingBatch => startBatch(layout, batchRows, new RawGatherer(withRaw ? features : []))
  let filling = start()
  let seen = 0
  for await (const chunk of engine.stream(query)) {
    signal?.throwIfAborted()
    const flags = targets.map(({ place, feature }, i) => ({
      feature,
      missing: itemsOf(chunk, features.length + i),
      ids: feature.dtype === "int32" ? itemsOf(chunk, place) : undefined,
    }))
    let first = 0
    while (first < chunk.rowCount) {
      const rows = new Int32Array(chunk.rowCount).fill(-1)
      let end = first
      for (; end < rows.length && filling.size < batchRows; end++) {
        const reason = leftOut(flags, end)
        if (reason !== undefined) filling.dropped.set(reason, (filling.dropped.get(reason) ?? 0) + 1)
        else {
          filling.rows[filling.size] = seen + end
          rows[end] = filling.size++
        }
      }
      const bad = new ChunkWriter(layout, features, filling.tables).write(chunk, rows)
      if (bad !== undefined) {
        const { column } = features[bad.feature]!
        throw await unreadableCell(engine, [relation], { column, row: seen + bad.row, cells: 1 })
      }
      filling.raw.add(chunk, features.length + targets.length, rows)
      groups?.read(chunk, { rows, seen, into: filling.tables })
      first = end
      if (filling.size === batchRows) {
        yield finish(layout, filling)
        filling = start()
      }
    }
    seen += chunk.rowCount
  }
  if (seen === 0) throw new DataError("data/empty", `${relation.source} has no rows to look at`)
  if (filling.size > 0 || filling.dropped.size > 0) yield finish(layout, filling)
}

interface FillingBatch {
  size: number
  readonly rows: Int32Array
  readonly tables: ReturnType<typeof allocateTables>
  readonly dropped: Map<string, number>
  readonly raw: RawGatherer
}

const startBatch = (layout: DatasetLayout, batchRows: number, raw: RawGatherer): FillingBatch => ({
  size: 0,
  rows: new Int32Array(batchRows),
  tables: allocateTables(layout, batchRows),
  dropped: new Map(),
  raw,
})

const finish = (layout: DatasetLayout, batch: FillingBatch): EncodedBatch => ({
  ...splitOf(layout, batch.size, batch.tables),
  rows: batch.rows.slice(0, batch.size),
  dropped: [...batch.dropped].map(([reason, rows]) => ({ rows, reason })),
  raw: batch.raw.finish(),
})

type Chunk = Parameters<ChunkWriter["write"]>[0]

const itemsOf = (chunk: Chunk, place: number): ArrayLike<number | boolean> => {
  const vector = chunk.getColumnVector(place) as unknown as { items?: ArrayLike<number>; getItem(row: number): boolean } // by the query's types
  return vector.items ?? Array.from({ length: chunk.rowCount }, (_, i) => vector.getItem(i))
}

interface TargetFlags {
  readonly feature: FittedFeature
  readonly missing: ArrayLike<number | boolean>
  readonly ids: ArrayLike<number | boolean> | undefined
}

function leftOut(targets: readonly TargetFlags[], row: number): string | undefined {
  for (const { feature, missing, ids } of targets) {
    if (missing[row] === true || missing[row] === 1) return `no target (${feature.column})`
    if (ids?.[row] === unknownClass) return `a class of ${feature.column} that training had not`
  }
  return undefined
}
