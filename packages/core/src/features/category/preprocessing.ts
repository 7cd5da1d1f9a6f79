// Categories: each text is its place in a vocabulary learned from the training rows.
import { DataError } from "../../errors.ts"
import type { Step } from "../../transforms/index.ts"
import {
  summarizeFrequencies,
  type FitContext,
  type Frequency,
  type Preprocessing,
  type Statistics,
} from "../preprocessing.ts"
import { spellings } from "../spellings.ts"
import type { CategoryPreprocessingSettings } from "./settings.ts"

/** The text that stands for values outside of the vocabulary. */
export const unknownLabel = "<UNK>"

/** Ids are 32-bit numbers. */
const mostLabels = 2 ** 31 - 2

export const categoryPreprocessing: Preprocessing<CategoryPreprocessingSettings> = {
  dtype: "int32",
  parse: ({ lowercase }) => [{ type: "parse_text" }, ...(lowercase ? [{ type: "lowercase" } as const] : [])],
  dropsMissing: (settings) => settings.missing_value_strategy === "drop_row",
  *fit(settings, context) {
    const limit = settings.most_common ?? mostLabels
    // A class that only other splits have is a class all the same: metrics count it, though nothing was learned of it.
    const asked = yield { frequencies: Math.min(limit, mostLabels) + 1, everyRow: context.role === "output" }
    const known = kept(settings, asked.frequencies)
    const fill = fillLabel(settings, known)
    const counts = vocabularyCounts(settings, context, asked)
    const vocabulary = [...counts.keys()]
    if (context.role === "output") checkClasses(counts, context)
    const unknown = counts.has(unknownLabel) ? vocabulary.indexOf(unknownLabel) : mostFrequent(counts)
    const missing = counts.has(fill) ? vocabulary.indexOf(fill) : unknown
    return {
      metadata: {
        idx2str: vocabulary,
        str2idx: Object.fromEntries(vocabulary.map((label, id) => [label, id])),
        str2freq: Object.fromEntries(counts),
        vocab_size: vocabulary.length,
      },
      steps: [
        ...missingSteps(settings, context),
        { type: "lookup", vocabulary, aliases: spellings(vocabulary), unknown, missing, dtype: "int32" },
      ],
      summary: known.length === 0 ? "no values" : summarizeFrequencies(known, asked.rows - asked.missing),
    }
  },
}

/** The values that become labels: the most frequent, of those that are frequent enough. */
function kept(settings: CategoryPreprocessingSettings, frequencies: readonly Frequency[]): readonly Frequency[] {
  const least = settings.min_frequency <= 1 ? 0 : settings.min_frequency // an output's classes of other splits have a count of 0
  const enough = frequencies.filter(({ count }) => count >= least)
  return enough.slice(0, settings.most_common ?? Infinity)
}

function fillLabel(settings: CategoryPreprocessingSettings, known: readonly Frequency[]): string {
  if (settings.missing_value_strategy === "fill_with_const") return settings.fill_value ?? unknownLabel
  return settings.missing_value_strategy === "fill_with_mode" ? (known[0]?.value ?? unknownLabel) : unknownLabel
}

/**
 * The vocabulary with how often each label occurs. An input keeps place 0 for what is unknown or missing, even where the training rows
 * have neither: later rows may. (Ludwig does so only where `most_common` leaves labels out, and takes the unknown for the most frequent.)
 * An output has the place only where there is something to put there.
 */
function vocabularyCounts(
  settings: CategoryPreprocessingSettings,
  { role }: FitContext,
  { frequencies, missing }: Statistics,
): ReadonlyMap<string, number> {
  const known = kept(settings, frequencies)
  const counted = new Map(known.map(({ value, count }) => [value, count]))
  if (settings.missing_value_strategy === "fill_with_const" && missing > 0) {
    const fill = settings.fill_value ?? unknownLabel
    counted.set(fill, (counted.get(fill) ?? 0) + missing)
  }
  const labels = settings.vocab ?? inOrder(counted)
  const places = new Map(labels.map((label) => [label, counted.get(label) ?? 0]))
  const leavesOut = settings.vocab === null && frequencies.length > known.length
  if (places.has(unknownLabel) && settings.vocab !== null) return places
  if (role === "output" && !leavesOut && !places.has(unknownLabel)) return places
  return new Map([[unknownLabel, places.get(unknownLabel) ?? 0], ...places])
}

/** The most frequent first; equal ones by their text. */
const inOrder = (counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts].toSorted((a, b) => b[1] - a[1] || compare(a[0], b[0])).map(([label]) => label)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function mostFrequent(counts: ReadonlyMap<string, number>): number {
  let best = 0
  let most = -1
  let place = 0
  for (const count of counts.values()) {
    if (count > most) [best, most] = [place, count]
    place += 1
  }
  return best
}

function checkClasses(counts: ReadonlyMap<string, number>, { column }: FitContext): void {
  const classes = [...counts].filter(([label, count]) => label !== unknownLabel && count > 0)
  if (classes.length >= 2) return
  const found = classes.length === 0 ? "no value" : `only "${classes[0]![0]}"`
  throw new DataError("data/constant-target", `the target "${column}" holds ${found}, so there is nothing to learn`, {
    at: column,
    hint: "a category target needs at least two values among the training rows",
  })
}

function missingSteps(settings: CategoryPreprocessingSettings, { column }: FitContext): readonly Step[] {
  switch (settings.missing_value_strategy) {
    case "drop_row":
      return [{ type: "drop_missing", reason: `no ${column}` }]
    case "ffill":
      return [{ type: "fill_neighbour", direction: "forward" }]
    case "bfill":
      return [{ type: "fill_neighbour", direction: "backward" }]
    case "fill_with_const":
    case "fill_with_mode":
      return []
  }
}
