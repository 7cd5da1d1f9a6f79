// A config for a revision, from what its profile says of each column.
import { starterConfig, type ModelType, type StarterColumn } from "@fidelio/core"
import { areClasses } from "@fidelio/engine"
import type { ColumnProfile, InferredConfig, Revision } from "@fidelio/client"

export interface InferOptions {
  readonly targets: readonly string[]
  readonly modelType: ModelType
}

export function inferConfig(revision: Revision, { targets, modelType }: InferOptions): InferredConfig {
  const source = `${revision.dataset}@${revision.revision}`
  const columns = revision.profile.map((column) => (targets.includes(column.name) ? asTarget(column) : asInput(column)))
  const { text, inputs, outputs } = starterConfig(columns, {
    source,
    targets: [...new Set(targets)],
    modelType,
    introduction: [`A config for ${source} (${revision.rows.toLocaleString("en-US")} rows).`],
    allDefaults: "All of them are shown with the version once it is trained.",
  })
  const roleOf = (column: StarterColumn) =>
    outputs.includes(column) ? "output" : inputs.includes(column) ? "input" : "excluded"
  return {
    config: text,
    features: columns.map((column) => ({
      column: column.column,
      type: column.type,
      role: roleOf(column),
      ...(column.excluded === undefined ? {} : { excluded: column.excluded }),
    })),
  }
}

const asInput = ({ name, type, excluded, missing, distinct, examples }: ColumnProfile): StarterColumn => ({
  column: name,
  type,
  excluded,
  missing,
  distinct,
  examples,
})

/** Few whole numbers are classes to be told apart; an identifier that is asked for is one. */
function asTarget(column: ColumnProfile): StarterColumn {
  const { type, distinct, min, max, top } = column
  const isWhole = top !== null && top.length === distinct && top.every(({ value }) => Number.isInteger(Number(value)))
  const isClasses = type === "number" && areClasses({ distinct, min, max, isWhole })
  return { ...asInput(column), type: isClasses ? "category" : type, excluded: undefined }
}
