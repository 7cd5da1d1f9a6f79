// What an imported model's columns are called: as the config says, as the rows have them, or as the file does.
import { FidelioError, importError, type Config, type ImportedModel } from "@fidelio/core"
import type { Relation } from "../data/relation.ts"

export interface Naming {
  /** In the order of the model's columns. */
  readonly inputs: readonly string[]
  readonly output: string
}

const outputTypes = { number: "number", truth: "binary", class: "category" } as const
type Predicts = ImportedModel["predicts"]

/** The type of feature that the model predicts. */
export const outputType = ({ predicts }: ImportedModel): (typeof outputTypes)[Predicts] => outputTypes[predicts]

/** The types of features that the model takes. */
export const inputTypes = ({ columns }: ImportedModel): readonly ("number" | "category")[] =>
  columns.map(({ levels }) => (levels === undefined ? "number" : "category"))

const otherConfig = (what: string, hint?: string): FidelioError => importError(`does not fit the config: ${what}`, hint)

export function namesOfConfig(model: ImportedModel, config: Config): Naming {
  const { model_type: type, input_features: inputs, output_features: outputs } = config
  if (type !== model.learned.type) throw otherConfig(`it is of the type ${model.learned.type}, not ${type}`)
  const [output] = outputs
  if (output === undefined || outputs.length > 1) throw otherConfig(`it has one output, not ${outputs.length}`)
  if (output.type !== outputType(model)) throw otherConfig(`it predicts a ${outputType(model)}, not a ${output.type}`)
  if (inputs.length !== model.columns.length)
    throw otherConfig(
      `it has ${model.columns.length} columns, not ${inputs.length}`,
      `They are ${model.columns
        .slice(0, 20)
        .map(({ name }) => name)
        .join(", ")}.`,
    )
  const known = new Map(inputs.map((input) => [input.name, input]))
  const isByName = model.columns.every(({ name }) => known.has(name))
  const ordered = model.columns.map(({ name }, i) => (isByName ? known.get(name)! : inputs[i]!)) // as many, just checked
  for (const [i, expected] of inputTypes(model).entries()) {
    const { name, type: found } = ordered[i]!
    if (found !== expected) throw otherConfig(`its column "${name}" is a ${expected}, not a ${found}`)
  }
  return { inputs: ordered.map(({ name }) => name), output: output.name }
}

/** `target`: the column of the rows that is predicted, where there is one. */
export function namesOfRows(model: ImportedModel, relation: Relation, target: string | undefined): Naming {
  const all = [...relation.columns.keys()]
  if (target !== undefined && !all.includes(target)) throw missing(relation, target)
  const names = model.columns.map(({ name }) => name)
  if (model.isNamed || names.every((name) => relation.columns.has(name))) {
    const absent = names.find((name) => !relation.columns.has(name))
    if (absent !== undefined) throw missing(relation, absent)
    const others = all.filter((name) => !names.includes(name))
    return { inputs: names, output: target ?? (others.length === 1 ? others[0]! : unnamed) }
  }
  const others = all.filter((name) => name !== target)
  if (others.length === names.length) return { inputs: others, output: target ?? unnamed }
  throw new FidelioError(
    "artifact/import",
    `The model has ${names.length} columns without names, and ${relation.source} has ${others.length}${target === undefined ? "" : ` besides "${target}"`}.`,
    {
      hint: "Give rows of the model's columns in their order, with --target for the one that is predicted; or a config.",
    },
  )
}

const missing = (relation: Relation, name: string): FidelioError =>
  new FidelioError("data/missing-column", `There is no column "${name}" in ${relation.source}.`, {
    at: name,
    hint: `The columns: ${[...relation.columns.keys()].slice(0, 30).join(", ")}.`,
  })

/** What is predicted where nothing names it. */
const unnamed = "prediction"

export const namesOfFile = ({ columns }: ImportedModel, target = unnamed): Naming => ({
  inputs: columns.map(({ name }) => name),
  output: target,
})
