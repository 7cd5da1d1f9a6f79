// A config before it is trained: does it hold, and does the data have its columns? All that is wrong at once.
import { ConfigError, FidelioError, nearest, parseConfig, type Config } from "@fidelio/core"
import { columnNames } from "@fidelio/engine/column-names"

/** A config and what the hub keeps of it. */
export interface CheckedConfig {
  readonly config: Config
  readonly rendered: string
  readonly outputs: string
}

/** Reads a config; ConfigError with every problem where it does not hold. */
export function readConfig(text: string): CheckedConfig {
  const { config } = parseConfig(text)
  const outputs = config.output_features.map(({ name, type }) => ({ name, type }))
  return { config, rendered: JSON.stringify(config), outputs: JSON.stringify(outputs) }
}

/** So many are told at once: nobody reads more. */
const maxProblems = 1000
/** Of so many it is said which column may be meant: to look for it takes time. */
const maxMeant = 20

/** Raises ConfigError with every column that the config names and the data does not have; `data` is what it is called. */
export function checkColumns(config: Config, columns: readonly string[], data: string): void {
  const problems = missingColumns(config, columns, data)
  if (problems.length === 0) return
  const count = problems.length === 1 ? "a column" : `${problems.length} columns`
  throw new ConfigError(`The config names ${count} that ${data} does not have.`, problems, { at: "config" })
}

export function missingColumns(config: Config, columns: readonly string[], data: string): FidelioError[] {
  const isKnown = columnNames(columns)
  return namedColumns(config)
    .filter(({ column }) => !isKnown(column))
    .slice(0, maxProblems)
    .map(({ column, at }, i) => {
      const meant = i < maxMeant ? nearest(column, columns) : undefined
      return new FidelioError("data/missing-column", `${data} has no column "${column}".`, {
        at,
        hint: meant === undefined ? `Its columns are ${listed(columns)}.` : `Did you mean "${meant}"?`,
      })
    })
}

interface NamedColumn {
  readonly column: string
  /** Where the config names it. */
  readonly at: string
}

function namedColumns({ input_features: inputs, output_features: outputs, preprocessing }: Config): NamedColumn[] {
  const { split, weight_column: weight, group_column: group } = preprocessing
  const named: readonly { readonly column: string | null; readonly at: string }[] = [
    ...inputs.map(({ column, name }, i) => ({ column: column ?? name, at: `input_features[${i}]` })),
    ...outputs.map(({ column, name }, i) => ({ column: column ?? name, at: `output_features[${i}]` })),
    { column: "column" in split ? split.column : null, at: "preprocessing.split.column" },
    { column: weight, at: "preprocessing.weight_column" },
    { column: group, at: "preprocessing.group_column" },
  ]
  return named.filter((entry): entry is NamedColumn => entry.column !== null)
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 20).join(", ")}${names.length > 20 ? `, … (${names.length})` : ""}`
