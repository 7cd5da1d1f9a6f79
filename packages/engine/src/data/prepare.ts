// From sources and a config to encoded splits: read, select, split, fit on the training rows, encode.
import { DataError, invariant, layoutOf, rowColumns, sql, type DatasetLayout, type FittedFeature } from "@fidelio/core"
import type { ColumnSummary } from "../training/callbacks.ts"
import { balanceTraining } from "./balance.ts"
import { openCache } from "./cache.ts"
import { takeCensus, type Census } from "./census.ts"
import { releaseMemory } from "./collect-garbage.ts"
import type { DataEngine } from "./data-engine.ts"
import type { DatasetConfig, SplitConfig } from "./dataset-config.ts"
import type { EncodedFrom } from "./encode.ts"
import { encodeSplits } from "./encode-splits.ts"
import { fitFeatures, type FittedColumn } from "./fit.ts"
import { InputFiles } from "./input-files.ts"
import { fittedFeatures, ingest, planFeatures, type ParsedTable, type PlannedFeature } from "./ingest.ts"
import type { Prepared, PreparedDataset, PrepareOptions } from "./prepared-dataset.ts"
import type { Relation } from "./relation.ts"
import { checkRowColumns, encodedRowColumns, namesOfRowColumns, numberGroups, planRowColumns } from "./row-columns.ts"
import { selectRows, type Dropped } from "./select-rows.ts"
import { openSource, type DatasetSources, type TableSource } from "./sources.ts"
import { splitTable } from "./splits.ts"

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
    const cache = options.features === undefined ? await openCache(relations, { config, ...options }) : undefined
    const known = await cache?.read(features)
    const { seed, features: earlier, keepsInputsInFiles } = options
    const work = { relations, split, features, config, seed, earlier, keepsInputsInFiles }
    const prepared = known ?? (await prepareAnew(engine, work))
    for (const message of prepared.notices) options.onNotice?.(message)
    if (known === undefined && prepared.inputs === undefined) await cache?.write(prepared)
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
  const names = [
    ...[...config.input_features, ...config.output_features].map(({ name, column }) => column ?? name),
    ...namesOfRowColumns(config.preprocessing),
  ]
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

interface Work extends Opened, Pick<PrepareOptions, "keepsInputsInFiles"> {
  readonly features: readonly PlannedFeature[]
  readonly config: DatasetConfig
  readonly seed: number
  readonly earlier: PrepareOptions["features"]
}

/** The feature as an earlier training fitted it, with its companions; none where it had another type. */
function earlier({ key, config }: PlannedFeature, features: PrepareOptions["features"] = []): readonly FittedFeature[] {
  const found = features.filter((feature) => feature.key === key && feature.type === config.type)
  return found.length === 0 ? [] : [...found, ...features.filter(({ companionOf }) => companionOf === key)]
}

async function prepareAnew(engine: DataEngine, work: Work): Promise<Prepared> {
  const { relations, split, features, config, seed } = work
  const large = isLarge(relations)
  if (large) await engine.workOnDisk()
  const notices: string[] = []
  const notice = (message: string): void => void notices.push(message)
  const read = [...features, ...planRowColumns(config.preprocessing)]
  const reading = readTables(engine, relations, read, { split, large })
  if (large) releaseMemory() // while the database reads
  const { parsed, census } = await reading
  if (large) await engine.returnFreedMemory()
  await checkRowColumns(engine, parsed)
  const selected = await selectRows(engine, parsed, census, { features, sample: config.preprocessing, seed })
  const source = relations[0]!.source
  if (selected.rows === 0) throw allDropped(source, selected.dropped)
  const { table, groups } = await numberGroups(engine, selected.table, parsed)
  const rows = await splitTable(engine, table, split, { rows: selected.rows, seed, source, groups })
  const fitted = await fitFeatures(engine, features, { parsed, rows, notice })
  const encodable = features.flatMap((planned): EncodedFrom<FittedFeature>[] => {
    const known = earlier(planned, work.earlier)
    const made = known.length > 0 ? known : fittedFeatures(planned, fitted.get(planned)!)
    const { name, dictionary } = parsed.columns.get(planned.key)!
    return made.map((feature) => ({ feature, column: name, dictionary }))
  })
  const layout = layoutOf([...encodable.map(({ feature }) => feature), ...rowColumns(config.preprocessing)])
  const inputs = inputFiles(work, selected.rows, layout)
  if (inputs !== undefined) await engine.limitMemory(leastMemory(features.length))
  const from = [...encodable, ...encodedRowColumns(parsed)]
  const encoded = await encodeSplits(engine, from, { layout, rows, parsed, inputs })
  noticeSplits(encoded.splits, split, notice)
  return {
    layout,
    splits: balanceTraining(encoded.splits, {
      features: encodable.map(({ feature }) => feature),
      layout,
      config,
      seed,
      notice,
    }),
    inputs,
    features: encodable.map(({ feature }) => feature),
    columns: features.map((feature) => summarize(feature, { parsed, census, fitted: fitted.get(feature)! })),
    dropped: [...selected.dropped, ...encoded.dropped],
    notices,
    source,
  }
}

/** What the database gets to read so many columns where memory is short: with less it may run out, more it would fill with what it has read. */
export const leastMemory = (columns: number): number => 1e9 + 4e6 * columns

/** Files for the inputs, where there are too many of them; balancing needs them in memory. */
function inputFiles({ config, keepsInputsInFiles }: Work, rows: number, layout: DatasetLayout): InputFiles | undefined {
  const { oversample_minority: over, undersample_majority: under } = config.preprocessing
  const columns = layout.tables.inputs_float32.length + layout.tables.inputs_int32.length
  if (over !== null || under !== null || keepsInputsInFiles?.({ rows, columns }) !== true) return undefined
  return new InputFiles(layout)
}

/** From so many bytes on, tables are made on disk. */
const largeBytes = 1 << 26

/** What is in memory already stays there. */
const isLarge = (relations: readonly Relation[]): boolean =>
  relations.every(({ bytes }) => bytes > 0) && relations.reduce((sum, { bytes }) => sum + bytes, 0) >= largeBytes

/** A quick look is enough for nearly all tables; where it is not, the cells are read again with care. */
async function readTables(
  engine: DataEngine,
  relations: readonly Relation[],
  features: readonly Pick<PlannedFeature, "key" | "column" | "parse">[],
  { split, large }: { readonly split: SplitRule; readonly large: boolean },
): Promise<{ readonly parsed: ParsedTable; readonly census: Census }> {
  const quick = await ingest(engine, relations, features, { split, quick: true, large })
  const found = await takeCensus(engine, quick)
  if (found !== undefined) return { parsed: quick, census: found }
  await engine.run(sql`drop table ${quick.table}`)
  const parsed = await ingest(engine, relations, features, { split, large })
  const census = await takeCensus(engine, parsed)
  invariant(census !== undefined, "a careful look left something open")
  return { parsed, census }
}

const allDropped = (source: string, dropped: readonly Dropped[]): DataError =>
  new DataError(
    "data/empty",
    `no row of ${source} can be used: ${dropped.map(({ rows, reason }) => `${rows} with ${reason}`).join(", ")}`,
  )

function noticeSplits(
  { validation, test }: PreparedDataset["splits"],
  split: SplitRule,
  notice: (message: string) => void,
): void {
  const wanted = split === "by relation" || split.type === "fixed" ? undefined : split.probabilities
  if (validation === undefined && wanted?.[1] !== 0)
    notice("There are no validation rows: training follows the training rows.")
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
