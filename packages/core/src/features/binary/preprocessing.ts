// Binaries: one of two labels, false or true, told apart by convention (yes, no, 1, 0 …) or by their order.
import { DataError } from "../../errors.ts"
import type { Step } from "../../transforms/index.ts"
import { summarizeFrequencies, type FitContext, type Frequency, type Preprocessing } from "../preprocessing.ts"
import { casings } from "../spellings.ts"
import type { BinaryPreprocessingSettings } from "./settings.ts"

const trueWords = ["yes", "y", "true", "t", "1", "1.0"] as const
const falseWords = ["no", "n", "false", "f", "0", "0.0", "-1", "-1.0"] as const

/** More distinct texts than two labels can have spellings. */
const mostSpellings = 50

/** Which texts mean false and true; the first of each is the label that predictions are written with. */
interface Labels {
  readonly false: readonly string[]
  readonly true: readonly string[]
}

export const binaryPreprocessing: Preprocessing<BinaryPreprocessingSettings> = {
  dtype: "float32",
  parse: () => [{ type: "parse_text" }],
  dropsMissing: (settings) => settings.missing_value_strategy === "drop_row",
  *fit(settings, context) {
    const asked = yield { frequencies: mostSpellings, everyRow: true }
    const labels = findLabels(asked.frequencies, settings, context)
    const bool2str = [labels.false[0]!, labels.true[0]!] // each has a first
    const aliases = { ...places(labels.false, 0), ...places(labels.true, 1) }
    for (const label of bool2str) delete aliases[label]
    return {
      metadata: {
        bool2str,
        str2bool: Object.fromEntries([
          ...labels.false.map((label) => [label, false] as const),
          ...labels.true.map((label) => [label, true] as const),
        ]),
        fallback_true_label: settings.fallback_true_label === null ? null : String(settings.fallback_true_label),
      },
      steps: [
        ...missingSteps(settings, context),
        {
          type: "lookup",
          vocabulary: bool2str,
          aliases,
          unknown: null,
          missing: fillPlace(settings, labels, asked.frequencies),
          dtype: "float32",
        },
      ],
      summary:
        asked.frequencies.length === 0
          ? "no values"
          : summarizeFrequencies(asked.frequencies, asked.rows - asked.missing),
    }
  },
}

const places = (texts: readonly string[], place: number): Record<string, number> =>
  Object.fromEntries(texts.map((text) => [text, place]))

function findLabels(
  frequencies: readonly Frequency[],
  settings: BinaryPreprocessingSettings,
  context: FitContext,
): Labels {
  const found = frequencies.map(({ value }) => value)
  const isIn = (words: readonly string[]) => (text: string) => words.includes(text.toLowerCase())
  const conventional = found.every((text) => isIn(trueWords)(text) || isIn(falseWords)(text))
  const labels =
    conventional && settings.fallback_true_label === null
      ? conventionalLabels(found.filter(isIn(falseWords)), found.filter(isIn(trueWords)))
      : chosenLabels(found, settings, context)
  const trained = frequencies.filter(({ count }) => count > 0).map(({ value }) => value)
  if (context.role === "output" && trained.length < 2) throw constantTarget(trained, context)
  return labels
}

/** In any spelling: a column of yes and no may have Y and N in later rows. */
function conventionalLabels(foundFalse: readonly string[], foundTrue: readonly string[]): Labels {
  const all = (words: readonly string[]) => words.flatMap(casings)
  const pair = pairOf(foundFalse[0], foundTrue[0])
  return {
    false: [...new Set([...foundFalse, pair.false, ...all(falseWords)])],
    true: [...new Set([...foundTrue, pair.true, ...all(trueWords)])],
  }
}

/** The word for the other side, where the rows show one side only. */
function pairOf(foundFalse: string | undefined, foundTrue: string | undefined): { false: string; true: string } {
  if (foundFalse !== undefined && foundTrue !== undefined) return { false: foundFalse, true: foundTrue }
  const opposites = { yes: "no", y: "n", true: "false", t: "f", "1": "0", "1.0": "0.0" } as const
  for (const [yes, no] of Object.entries(opposites)) {
    for (const [i, casing] of casings(yes).entries()) {
      if (foundTrue === casing) return { true: casing, false: casings(no)[i]! }
      if (foundFalse === casings(no)[i]) return { true: casing, false: casings(no)[i]! }
    }
  }
  return { false: foundFalse ?? "False", true: foundTrue ?? "True" }
}

/** Two labels without a convention: the one that the config names is true, or else the second in order, as in other systems. */
function chosenLabels(found: readonly string[], settings: BinaryPreprocessingSettings, context: FitContext): Labels {
  const { column } = context
  if (found.length > 2) {
    const shown = found.slice(0, 5).map((text) => `"${text}"`)
    throw new DataError(
      "data/value",
      `column "${column}" holds more than two values (${shown.join(", ")}${found.length > 5 ? ", …" : ""}), a binary feature has two`,
      { at: column, hint: "make it a category feature" },
    )
  }
  const ordered = inOrder(found)
  if (settings.fallback_true_label !== null) {
    const label = String(settings.fallback_true_label)
    const other = ordered.find((text) => text !== label)
    if (found.length === 2 && !found.includes(label)) {
      throw new DataError("data/value", `column "${column}" has no value "${label}" (fallback_true_label)`, {
        at: column,
        hint: `its values are ${ordered.map((text) => `"${text}"`).join(" and ")}`,
      })
    }
    return { false: [other ?? `not ${label}`], true: [label] }
  }
  const [first, second] = ordered
  if (first === undefined || second === undefined)
    return { false: [first ?? "False"], true: [first === undefined ? "True" : `not ${first}`] }
  context.notice(`"${second}" counts as true in column "${column}"; set fallback_true_label to choose`)
  return { false: [first], true: [second] }
}

const inOrder = (found: readonly string[]): readonly string[] =>
  found.every((text) => text !== "" && !Number.isNaN(Number(text)))
    ? found.toSorted((a, b) => Number(a) - Number(b))
    : found.toSorted()

function constantTarget(found: readonly string[], { column }: FitContext): DataError {
  const what = found.length === 0 ? "no value" : `only "${found[0]}"`
  return new DataError("data/constant-target", `the target "${column}" holds ${what}, so there is nothing to learn`, {
    at: column,
    hint: "a binary target needs both of its values",
  })
}

function fillPlace(
  { missing_value_strategy: strategy, fill_value: fill }: BinaryPreprocessingSettings,
  labels: Labels,
  frequencies: readonly Frequency[],
): number {
  const placeOf = (text: string): number => (labels.true.includes(text) ? 1 : 0)
  if (strategy === "fill_with_true") return 1
  if (strategy === "fill_with_mode") return placeOf(frequencies[0]?.value ?? "")
  return fill === null ? 0 : placeOf(String(fill))
}

function missingSteps(settings: BinaryPreprocessingSettings, { column }: FitContext): readonly Step[] {
  switch (settings.missing_value_strategy) {
    case "drop_row":
      return [{ type: "drop_missing", reason: `no ${column}` }]
    case "ffill":
      return [{ type: "fill_neighbour", direction: "forward" }]
    case "bfill":
      return [{ type: "fill_neighbour", direction: "backward" }]
    case "fill_with_false":
    case "fill_with_true":
    case "fill_with_mode":
      return []
  }
}
