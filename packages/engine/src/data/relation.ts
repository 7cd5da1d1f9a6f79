// A table as the database can read it: what stands after FROM, and its columns.
import { DataError, nearest, sql, identifier, type ColumnKind, type Sql } from "@fidelio/core"
import { columnNamed } from "./column-names.ts"

export interface RelationColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** The expression that reads it. */
  readonly expression: Sql
  /** Takes words for missing values out of it, where there are such words. */
  readonly clean?: (expression: Sql) => Sql
}

/** A column's values without words for missing ones. */
export const cleanValue = ({ expression, clean }: RelationColumn): Sql => clean?.(expression) ?? expression

export interface Relation {
  readonly from: Sql
  readonly columns: ReadonlyMap<string, RelationColumn>
  /** Names that more than one column has; only the first can be read. */
  readonly duplicates: ReadonlySet<string>
  /** What a message calls it: the files, or "in-memory rows". */
  readonly source: string
  /** What it was read from, to tell whether it changed; undefined for what is in memory. */
  readonly files: readonly string[] | undefined
  /** About how many bytes of text are read from files each time; 0 where all is in the database already. */
  readonly bytes: number
  /** Whether it can be read twice without much ado: it is neither packed nor nested. */
  readonly isQuickToRead: boolean
}

/** Builds a relation of columns with these names and types, in order. */
export function relationOf(
  from: Sql,
  columns: readonly { readonly name: string; readonly kind: ColumnKind }[],
  rest: Pick<Relation, "source" | "files"> & Partial<Pick<Relation, "duplicates" | "bytes" | "isQuickToRead">>,
): Relation {
  return {
    from,
    columns: new Map(columns.map(({ name, kind }) => [name, { name, kind, expression: sql`${identifier(name)}` }])),
    duplicates: rest.duplicates ?? new Set(),
    source: rest.source,
    files: rest.files,
    bytes: rest.bytes ?? 0,
    isQuickToRead: rest.isQuickToRead ?? false,
  }
}

/** What a column of one of the database's types holds. */
export function kindOfType(type: string): ColumnKind {
  const name = type.toUpperCase()
  if (name.endsWith("]") || /^(STRUCT|MAP|UNION|BLOB|BIT|INTERVAL|LIST|ARRAY)/.test(name)) return "nested"
  if (name === "JSON") return "json"
  if (name === "BOOLEAN") return "boolean"
  if (/INT/.test(name)) return "integer"
  if (/^(FLOAT|DOUBLE|DECIMAL|REAL)/.test(name)) return "float"
  return /^(DATE|TIME)/.test(name) ? "time" : "text"
}

/** The columns of these names. All that are missing or ambiguous are told at once. */
export function requireColumns(relation: Relation, names: readonly string[]): readonly RelationColumn[] {
  const twice = names.filter((name) => relation.duplicates.has(name))
  if (twice.length > 0) throw duplicateColumn(relation, twice[0]!)
  const found = names.map((name) => columnNamed(relation.columns, name))
  const missing = names.filter((_, i) => found[i] === undefined)
  if (missing.length > 0) throw missingColumns(relation, missing)
  return found.filter((column) => column !== undefined)
}

const duplicateColumn = ({ source }: Relation, name: string): DataError =>
  new DataError("data/duplicate-column", `${source} has more than one column "${name}"`, {
    at: name,
    hint: "rename or remove all but one of them",
  })

function missingColumns(relation: Relation, missing: readonly string[]): DataError {
  const known = [...relation.columns.keys()]
  const sentences = missing.slice(0, 5).map((name) => {
    const near = nearest(name, known)
    return near === undefined ? `"${name}"` : `"${name}" (did you mean "${near}"?)`
  })
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ""
  const noun = missing.length === 1 ? "column" : "columns"
  return new DataError("data/missing-column", `${relation.source} has no ${noun} ${sentences.join(", ")}${more}`, {
    at: missing[0],
    hint: `its columns are ${listed(known)}`,
  })
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 20).join(", ")}${names.length > 20 ? `, … (${names.length})` : ""}`
