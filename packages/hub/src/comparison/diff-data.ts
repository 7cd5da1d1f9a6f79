// How the data of two versions differ: which table, how many rows, and each column's profile.
import type { ColumnChange, ColumnProfile, Diff, Version } from "@fidelio/client"
import type { Json } from "@fidelio/core"
import { jsonChanges, placeText } from "./json-changes.ts"

/** The table that a version learned from. */
export interface VersionData {
  readonly dataset: string
  readonly revision: number
  readonly sha256: string
  readonly rows: number
  readonly profile: readonly ColumnProfile[]
}

export interface DataSide {
  /** Null where the hub does not know it. */
  readonly data: VersionData | null
  readonly split: Version["split"]
}

export function diffData(before: DataSide, after: DataSide): Diff["data"] {
  const changes = jsonChanges(documentOf(before), documentOf(after))
  return {
    same: before.data === null || after.data === null ? null : before.data.sha256 === after.data.sha256,
    changes: changes.map(({ place, ...change }) => ({ path: placeText(place), ...change, is_default: false })),
    columns: before.data === null || after.data === null ? [] : diffColumns(before.data.profile, after.data.profile),
  }
}

function documentOf({ data, split }: DataSide): Json {
  const { dataset, revision, rows, sha256 } = data ?? {}
  const known = { dataset, revision, rows, sha256, split: split === null ? undefined : splitOf(split) }
  return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** Rows left out by their reasons. */
const splitOf = ({ dropped, ...rows }: NonNullable<Version["split"]>): Json => ({
  ...rows,
  dropped: Object.fromEntries(dropped.map((part) => [part.reason, part.rows])),
})

type Facts = ReadonlyMap<string, string | number | null>

function diffColumns(before: readonly ColumnProfile[], after: readonly ColumnProfile[]): ColumnChange[] {
  const [ours, theirs] = [new Map(before.map((c) => [c.name, c])), new Map(after.map((c) => [c.name, c]))]
  return [...new Set([...ours.keys(), ...theirs.keys()])].map((column) => {
    const [a, b] = [ours.get(column), theirs.get(column)]
    if (a === undefined) return { column, kind: "added", changes: [] }
    if (b === undefined) return { column, kind: "removed", changes: [] }
    const changes = diffFacts(factsOf(a), factsOf(b))
    return { column, kind: changes.length === 0 ? "same" : "changed", changes }
  })
}

/** What sums of the same numbers in another order differ by, as a share of the greatest. */
const rounding = 1e-11
const sums = new Set(["mean", "standard_deviation"])

function diffFacts(before: Facts, after: Facts): ColumnChange["changes"] {
  const ends = [before, after].flatMap((facts) => [facts.get("min"), facts.get("max")])
  const tolerance = rounding * Math.max(...ends.map((end) => Math.abs(Number(end))))
  return [...before]
    .map(([what, value]) => ({ what, before: value, after: after.get(what) ?? null }))
    .filter((fact) => fact.before !== fact.after)
    .filter((fact) => !(sums.has(fact.what) && Math.abs(Number(fact.before) - Number(fact.after)) <= tolerance))
}

/** What a profile says in single values. */
function factsOf(column: ColumnProfile): Facts {
  const [low, lower, middle, upper, high] = column.quantiles ?? []
  const [first] = column.top ?? []
  const facts: Readonly<Record<string, string | number | null | undefined>> = {
    type: column.type,
    sql_type: column.sql_type,
    excluded: column.excluded,
    rows: column.rows,
    missing: column.missing,
    distinct: column.distinct,
    min: column.min,
    quantile_5: low,
    quantile_25: lower,
    median: middle,
    quantile_75: upper,
    quantile_95: high,
    max: column.max,
    mean: column.mean,
    standard_deviation: column.standard_deviation,
    most_frequent: first?.value,
  }
  return new Map(Object.entries(facts).map(([what, value]) => [what, value ?? null]))
}
