// What a trained model takes and gives, whatever family it is of: one entry an input of its exported graph, one an output.
import type { FittedFeature } from "../features/dataset.ts"
import { featureType } from "../features/index.ts"
import type { OutputRole } from "../features/output.ts"
import { preprocessings } from "../features/preprocessings.ts"
import { rawReading, type LookupStep } from "../transforms/index.ts"

/** A column that the model reads. */
export interface InputColumn {
  /** Name of the graph's input: the column's, but where that is an output's name too or the column is read in several ways. */
  readonly name: string
  /** The column of the data. */
  readonly column: string
  /** Feature type that reads it (the first, where several do): "number", "binary", "category" … */
  readonly type: string
  /** Of the graph's input, [batch]: float32 with NaN for missing, string with "" for missing. */
  readonly dtype: "float32" | "string"
  /** Whether training had only rows with a value here, so that a missing one is an error. */
  readonly isRequired: boolean
  /** Whether text is given in lower case. */
  readonly isLowercase: boolean
  /** Texts known from training: categories (without the place for unknown ones), a binary's two. */
  readonly labels?: readonly string[]
  /** Other spellings of the labels that are understood: "1.0" for "1", "Y" for "yes". */
  readonly spellings?: readonly string[]
  /** Whether a text that is no label or spelling is an error; otherwise it is an unknown value. */
  readonly isClosed: boolean
  /** Of the training rows. */
  readonly range?: { readonly min: number; readonly max: number }
  /** A typical value: median, most frequent label. */
  readonly example: number | string | boolean
}

/** A column that the model gives. */
export interface OutputColumn {
  /** `<feature>_predictions`, `<feature>_probabilities`, `<feature>_probability` */
  readonly name: string
  readonly feature: string
  readonly type: string
  readonly role: OutputRole
  readonly dtype: "float32" | "string" | "bool"
  /** After the batch axis: [] or [classes]. */
  readonly shape: readonly number[]
  /** Of predictions: what they can be; of probabilities: the class of each place. */
  readonly labels?: readonly string[]
}

export interface ModelSignature {
  readonly inputs: readonly InputColumn[]
  readonly outputs: readonly OutputColumn[]
}

/** The signature of a model of these features; inputs and outputs in their order. */
export function signatureOf(features: readonly FittedFeature[]): ModelSignature {
  const outputs = features.filter(({ role }) => role === "output").flatMap(outputColumns)
  const readings = new Map<string, FittedFeature[]>()
  for (const feature of features.filter(({ role }) => role === "input")) {
    const key = readingKey(feature)
    readings.set(key, [...(readings.get(key) ?? []), feature])
  }
  const taken = new Set(outputs.map(({ name }) => name))
  const inputs = Array.from(readings.values(), (group): InputColumn => inputColumn(group, taken))
  return { inputs, outputs }
}

/** The same for features that read one column in the same way, which share an input of the graph. */
export function readingKey({ column, steps }: Pick<FittedFeature, "column" | "steps">): string {
  const { dtype, isLowercase } = rawReading(steps)
  return JSON.stringify([column, dtype, isLowercase])
}

/** The input of the graph for each `readingKey`. */
export const inputsByReading = ({ inputs }: ModelSignature): ReadonlyMap<string, InputColumn> =>
  new Map(inputs.map((input) => [JSON.stringify([input.column, input.dtype, input.isLowercase]), input]))

function inputColumn(group: readonly FittedFeature[], taken: Set<string>): InputColumn {
  const [first] = group as readonly [FittedFeature, ...FittedFeature[]] // groups are made with one
  // What one of them cannot read is an error for all.
  const describing = group.find(isClosed) ?? first
  const spellings = Object.keys(lookupOf(describing)?.aliases ?? {})
  return {
    name: freeName(first, taken),
    column: first.column,
    type: first.type,
    ...rawReading(first.steps),
    isRequired: group.some(isRequired),
    isClosed: isClosed(describing),
    ...(spellings.length === 0 ? {} : { spellings }),
    ...featureType(describing).describeInput(describing),
  }
}

/** `age`, or where that is taken `age (text)`, `age (number)`, `age (lower case)`. */
function freeName({ column, steps }: FittedFeature, taken: Set<string>): string {
  const { dtype, isLowercase } = rawReading(steps)
  const reading = dtype === "float32" ? "number" : isLowercase ? "lower case" : "text"
  let name = column
  while (taken.has(name)) name = `${name} (${reading})`
  taken.add(name)
  return name
}

const lookupOf = ({ steps }: FittedFeature): LookupStep | undefined => steps.find((step) => step.type === "lookup")

const isClosed = (feature: FittedFeature): boolean => lookupOf(feature)?.unknown === null

/** What a companion says of a column that its feature needs is said even where there is no value. */
const isRequired = ({ type, settings, companionOf }: FittedFeature): boolean =>
  companionOf === undefined &&
  preprocessings[type]?.dropsMissing(settings["preprocessing"] as Readonly<Record<string, unknown>>) === true // by the schema of inputs

const outputColumns = (feature: FittedFeature): readonly OutputColumn[] =>
  featureType(feature)
    .output!.exportedColumns(feature) // an output's type has them
    .map(({ role, dtype, shape, labels }) => ({
      name: `${feature.name}_${role}`,
      feature: feature.name,
      type: feature.type,
      role,
      dtype,
      shape,
      ...(labels === undefined ? {} : { labels }),
    }))
