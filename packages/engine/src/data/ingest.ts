// Raw tables → one table of parsed columns: every cell typed, NULL where it is missing, NaN where it cannot be read.
import {
  applySql,
  featureKey,
  identifier,
  invariant,
  joinSql,
  preprocessings,
  sql,
  type FeatureRole,
  type Fitted,
  type FittedFeature,
  type Json,
  type Preprocessing,
  type Sql,
  type SqlColumn,
  type Step,
} from "@fidelio/core"
import type { DatasetConfig, FeatureConfig, SplitConfig } from "./dataset-config.ts"
import type { DataEngine } from "./data-engine.ts"
import { findDictionaries } from "./dictionaries.ts"
import { cleanValue, requireColumns, type Relation, type RelationColumn } from "./relation.ts"
import type { Dictionary, WantedColumn } from "./wanted-column.ts"

/** A feature of the config with the way it is prepared. */
export interface PlannedFeature {
  readonly key: string
  readonly role: FeatureRole
  readonly config: FeatureConfig
  readonly column: string
  readonly preprocessing: Preprocessing
  readonly parse: readonly Step[]
}

/** A parsed column of the table, shared by the features that read it alike. */
export interface ParsedColumn {
  readonly name: Sql
  readonly column: string
  readonly steps: readonly Step[]
  readonly kind: SqlColumn["kind"]
  /** The type of its values, where they are places in a dictionary of texts. */
  readonly dictionary: Sql | undefined
}

export interface ParsedTable {
  readonly table: Sql
  /** Whether cells were looked at only quickly. */
  readonly quick: boolean
  /** By feature key. */
  readonly columns: ReadonlyMap<string, ParsedColumn>
  readonly distinct: readonly ParsedColumn[]
  readonly relations: readonly Relation[]
  /** The column that says the split, where one does. */
  readonly splitColumn: Sql | undefined
}

export const splitColumnName = identifier("split_value")

export function planFeatures(
  config: Pick<DatasetConfig, "input_features" | "output_features">,
): readonly PlannedFeature[] {
  const plan =
    (role: FeatureRole) =>
    (feature: FeatureConfig): PlannedFeature[] => {
      if (feature.active === false) return []
      const preprocessing = preprocessings[feature.type]
      invariant(preprocessing !== undefined, `no preprocessing for features of type ${feature.type}`)
      return [
        {
          key: featureKey(role, feature.name),
          role,
          config: feature,
          column: feature.column ?? feature.name,
          preprocessing,
          parse: preprocessing.parse(feature.preprocessing),
        },
      ]
    }
  return [...config.input_features.flatMap(plan("input")), ...config.output_features.flatMap(plan("output"))]
}

/** A feature's entry with what was learned. */
export function fittedFeature(
  { key, role, config, column, preprocessing, parse }: PlannedFeature,
  learned: { readonly metadata: Readonly<Record<string, Json>>; readonly steps: FittedFeature["steps"] },
): FittedFeature {
  return {
    key,
    name: config.name,
    column,
    role,
    type: config.type,
    settings: config as unknown as Readonly<Record<string, unknown>>, // an entry of the config
    metadata: learned.metadata,
    steps: [...parse, ...learned.steps],
    dtype: preprocessing.dtype,
  }
}

const companionKey = (key: string, about: string): string => `${key} (${about})`

/** The feature, and the inputs that are made of its column besides. */
export function fittedFeatures(planned: PlannedFeature, learned: Omit<Fitted, "summary">): readonly FittedFeature[] {
  const feature = fittedFeature(planned, learned)
  const companions = (learned.companions ?? []).map(({ about, encoder, steps, ...companion }): FittedFeature => ({
    ...feature,
    ...companion,
    key: companionKey(feature.key, about),
    name: companionKey(feature.name, about),
    settings: {
      name: companionKey(feature.name, about),
      type: companion.type,
      column: feature.column,
      encoder,
      tied: null,
    },
    steps: [...planned.parse, ...steps],
    companionOf: feature.key,
  }))
  return [feature, ...companions]
}

interface IngestOptions {
  readonly split: SplitConfig | "by relation"
  readonly quick?: boolean
  /** Whether the table is worth a look at its texts first. */
  readonly large?: boolean
}

/** Reads the columns that the features and the split need from each relation, one after the other. */
export async function ingest(
  engine: DataEngine,
  relations: readonly Relation[],
  features: readonly Pick<PlannedFeature, "key" | "column" | "parse">[],
  { split, quick = false, large = false }: IngestOptions,
): Promise<ParsedTable> {
  const ids = features.map(({ column, parse }) => JSON.stringify([column, parse]))
  const places = new Map([...new Set(ids)].map((id, place) => [id, place]))
  const needed = [...places.keys()].map((id) => features[ids.indexOf(id)]!)
  const wanted = relations.map((relation) => ({ relation, columns: wantedColumns(relation, needed) }))
  const dictionaries = large ? await findDictionaries(engine, wanted) : new Map<number, Dictionary>()
  const selects = wanted.map(({ relation, columns }, i) =>
    selectParsed(
      relation,
      columns.map((column, place) => ({ ...column, dictionary: dictionaries.get(place) })),
      { split: split === "by relation" ? i : split, quick },
    ),
  )
  const table = engine.tableName("parsed")
  await engine.run(sql`create table ${table} as ${joinSql(selects, " union all ")}`)
  const distinct = needed.map(({ column, parse }, place): ParsedColumn => ({
    name: parsedName(place),
    column,
    steps: parse,
    kind: parsedKind(parse),
    dictionary: dictionaries.get(place)?.type,
  }))
  const columns = new Map(features.map(({ key }, i) => [key, distinct[places.get(ids[i]!)!]!]))
  const hasSplit = split === "by relation" || split.type !== "random"
  return { table, quick, columns, distinct, relations, splitColumn: hasSplit ? splitColumnName : undefined }
}

const parsedName = (place: number): Sql => identifier(`c${place}`)

function wantedColumns(
  relation: Relation,
  needed: readonly Pick<PlannedFeature, "column" | "parse">[],
): readonly WantedColumn[] {
  const columns = requireColumns(
    relation,
    needed.map(({ column }) => column),
  )
  return needed.map(({ parse }, place) => ({ name: parsedName(place), steps: parse, column: columns[place]! }))
}

const parsedKind = (steps: readonly Step[]): SqlColumn["kind"] =>
  applySql(steps, { expression: sql`x`, kind: "text" }, { rowOrder: sql`x` }).kind

function selectParsed(
  relation: Relation,
  wanted: readonly WantedColumn[],
  { split, quick }: { readonly split: SplitConfig | number; readonly quick: boolean },
): Sql {
  if (typeof split === "number")
    return parsedRows(relation, wanted, {
      quick,
      others: [{ name: splitColumnName, expression: sql`${split}::utinyint` }],
    })
  if (split.type === "random") return parsedRows(relation, wanted, { quick })
  const [column] = requireColumns(relation, [split.column])
  if (split.type === "datetime") {
    return parsedRows(relation, wanted, { quick, others: [{ name: splitColumnName, expression: timeOf(column!) }] })
  }
  return parsedRows(
    relation,
    [...wanted, { name: splitColumnName, steps: [{ type: "parse_text" }], column: column! }],
    { quick },
  )
}

interface ParseOptions {
  readonly quick?: boolean
  /** Expressions over the raw columns that come after them. */
  readonly others?: readonly { readonly name: Sql; readonly expression: Sql }[]
}

/** In more columns than these a quick look leaves even words for missing values for the second one: planning is what takes time. */
const wideColumns = 300

/** A query for parsed columns. Cells are cleaned within it, because parsing names them several times. */
export function parsedRows(
  relation: Relation,
  wanted: readonly WantedColumn[],
  { quick = false, others = [] }: ParseOptions = {},
): Sql {
  const cell = (place: number): Sql => ({ text: `r${place}` })
  const isWide = wanted.length > wideColumns
  const isQuick = ({ column, steps }: WantedColumn): boolean =>
    quick && column.kind === "text" && steps[0]?.type === "parse_number"
  const cells = wanted.map((one, i) => {
    const isRaw = isQuick(one) || one.dictionary?.isRaw === true
    return sql`${isRaw ? one.column.expression : cleanValue(one.column)} as ${cell(i)}`
  })
  const parsed = wanted.map((one, i) => {
    const raw = cell(i)
    if (one.dictionary?.isRaw === true) return sql`${raw}::${one.dictionary.type} as ${one.name}`
    const column = isQuick(one)
      ? { kind: one.column.kind, raw, expression: isWide ? raw : (one.column.clean?.(raw) ?? raw) }
      : { kind: one.column.kind, expression: raw }
    // Parsing looks at one cell at a time, so there is no order to give.
    const { expression } = applySql(one.steps, column, { rowOrder: sql`null`, quick })
    return sql`${one.dictionary === undefined ? expression : sql`(${expression})::${one.dictionary.type}`} as ${one.name}`
  })
  const inner = [...cells, ...others.map(({ name, expression }) => sql`${expression} as ${name}`)]
  return sql`select ${joinSql([...parsed, ...others.map(({ name }) => name)])} from (select ${joinSql(inner)} from ${relation.from})`
}

const timeFormats = [
  "%m/%d/%Y",
  "%m/%d/%Y %H:%M",
  "%m/%d/%Y %H:%M:%S",
  "%d.%m.%Y",
  "%d.%m.%Y %H:%M",
  "%b %d, %Y",
  "%b %d %Y",
  "%d %b %Y",
  "%B %d, %Y",
]

/** Seconds; a plain number, such as a year, is taken as it is. */
function timeOf(column: RelationColumn): Sql {
  if (column.kind === "time") return sql`epoch(${column.expression})::double`
  const text = sql`(${cleanValue(column)})::varchar`
  return sql`coalesce(try_cast(${text} as double), ${writtenTime(text)})`
}

/** Seconds, of a time in one of the usual notations; NULL for other text. */
export const writtenTime = (text: Sql): Sql =>
  sql`coalesce(epoch(try_cast(${text} as timestamptz)), epoch(try_strptime(${text}, [${joinSql(timeFormats)}])))`
