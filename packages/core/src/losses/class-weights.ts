// Weights of classes as a config gives them: a list in the order of the ids, or one a label.
import { z } from "zod"
import { FidelioError } from "../errors.ts"

const weight = z.number().min(0)
const schema = z.union([z.array(weight), z.record(z.string(), weight)])
export type ClassWeights = z.output<typeof schema>

export const classWeights = schema.nullable().default(null).meta({
  description: "How much each class counts: a list in the order of the ids, or a number a label; null for all as much.",
  impact: 2,
})

/** One weight a class, in the order of the ids. */
export function resolveClassWeights(given: ClassWeights, metadata: unknown, classes: number): readonly number[] {
  const { idx2str } = metadata as { readonly idx2str: readonly string[] } // by category preprocessing
  const weights = isList(given) ? given : labelled(given, idx2str)
  if (weights.length !== classes) {
    throw new FidelioError(
      "config/rule",
      `class_weights has ${weights.length} numbers, but there are ${classes} classes`,
      {
        hint: `the classes are ${idx2str.slice(0, 10).join(", ")}${idx2str.length > 10 ? ", …" : ""}`,
      },
    )
  }
  if (weights.every((one) => one === 0)) {
    throw new FidelioError("config/rule", "class_weights are all 0, but at least one class must count")
  }
  return weights
}

const isList = (given: ClassWeights): given is number[] => Array.isArray(given)

function labelled(given: Readonly<Record<string, number>>, labels: readonly string[]): readonly number[] {
  const unknown = Object.keys(given).filter((label) => !labels.includes(label))
  const missing = labels.filter((label) => !Object.hasOwn(given, label))
  if (unknown.length > 0 || missing.length > 0) {
    const quoted = (names: readonly string[]): string =>
      names
        .slice(0, 10)
        .map((name) => JSON.stringify(name))
        .join(", ")
    const problems = [
      unknown.length > 0 ? `${quoted(unknown)} ${unknown.length === 1 ? "is no class" : "are no classes"}` : "",
      missing.length > 0 ? `${quoted(missing)} ${missing.length === 1 ? "has" : "have"} no weight` : "",
    ]
    throw new FidelioError(
      "config/rule",
      `class_weights must name every class: ${problems.filter(Boolean).join("; ")}`,
      {
        hint: `the classes are ${quoted(labels)}`,
      },
    )
  }
  return labels.map((label) => given[label]!) // none is missing
}
