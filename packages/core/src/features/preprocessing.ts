// How a feature type gets from a raw column to an encoded one: what it learns from the rows, and the steps that follow from it.
import type { Json } from "../define.ts"
import type { Sql } from "../sql.ts"
import type { Step } from "../transforms/index.ts"
import type { EncodedDtype, FeatureRole } from "./dataset.ts"

/** A question about a column, asked of the training rows. */
export interface StatisticsRequest {
  /** What is done to the parsed value before it is looked at. */
  readonly steps?: readonly Step[]
  /** Aggregates of the value, by a name of the asker's choice. */
  readonly aggregates?: Readonly<Record<string, (value: Sql) => Sql>>
  /** Asks for the values below which these shares of all lie; of very many rows, from a sample. */
  readonly quantiles?: readonly number[]
  /** Asks for the values themselves, the most frequent first, then in order; at most this many. */
  readonly frequencies?: number
  /** Whether values that only other rows have are listed too, with a count of 0. */
  readonly everyRow?: boolean
}

/** How often a value occurs. */
export interface Frequency {
  readonly value: string
  /** In the training rows; 0 for a value that only other rows have. */
  readonly count: number
}

export interface Statistics {
  /** Training rows, and how many of them lack the value. */
  readonly rows: number
  readonly missing: number
  /** Null where there is no value to aggregate. */
  readonly aggregates: Readonly<Record<string, number | null>>
  /** As asked for; empty where there is no value. */
  readonly quantiles: readonly number[]
  readonly frequencies: readonly Frequency[]
}

/** What fitting is told of the feature, for its messages and its choices. */
export interface FitContext {
  readonly column: string
  readonly role: FeatureRole
  /** Something worth a line to the user. */
  readonly notice: (message: string) => void
}

export interface Fitted {
  /** Under Ludwig's keys. */
  readonly metadata: Readonly<Record<string, Json>>
  /** From the parsed value to the encoded one. */
  readonly steps: readonly Step[]
  /** A few words on the training rows' values. */
  readonly summary: string
  /** Further inputs made of the same column, such as whether the value was missing. */
  readonly companions?: readonly Companion[]
}

/** An input that is made of another one's column. */
export interface Companion {
  /** What it says of the column: `missing`. */
  readonly about: string
  readonly type: string
  readonly encoder: Readonly<Record<string, Json>>
  readonly metadata: Readonly<Record<string, Json>>
  /** From the parsed value to the encoded one. */
  readonly steps: readonly Step[]
  readonly dtype: EncodedDtype
}

/** One round of questions and answers after another; every column's round is one query. */
export type Fitting = Generator<StatisticsRequest, Fitted, Statistics>

/** The part of a feature type that prepares its columns. `Settings` are those under `preprocessing` of the feature. */
export interface Preprocessing<Settings = Readonly<Record<string, unknown>>> {
  readonly dtype: EncodedDtype
  /** From the raw column to a typed value that is NULL where it is missing; needs nothing learned. */
  parse(settings: Settings): readonly Step[]
  /** Whether rows without a value are left out of training. */
  dropsMissing(settings: Settings): boolean
  fit(settings: Settings, context: FitContext): Fitting
}

/** Counts of values for a summary: `a 40 %, b 35 %, c 25 %`. */
export function summarizeFrequencies(frequencies: readonly Frequency[], total: number): string {
  const shown = frequencies.filter(({ count }) => count > 0).slice(0, 3)
  const words = shown.map(({ value, count }) => `${shorten(value)} ${Math.round((100 * count) / Math.max(1, total))} %`)
  return frequencies.length > shown.length ? `${words.join(", ")}, …` : words.join(", ")
}

const shorten = (value: string): string => (value.length <= 24 ? value : `${value.slice(0, 23)}…`)
