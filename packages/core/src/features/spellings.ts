// Other ways in which the words of a vocabulary may come: 1.0 for 1, true for True.

const truthValues = new Set(["true", "false"])

function variants(word: string): readonly string[] {
  if (/^-?\d+$/.test(word)) return [`${word}.0`]
  if (/^-?\d+\.0$/.test(word)) return [word.slice(0, -2)]
  const lower = word.toLowerCase()
  return truthValues.has(lower) ? casings(lower) : []
}

/** yes, Yes, YES */
export const casings = (lower: string): readonly string[] => [
  lower,
  lower.slice(0, 1).toUpperCase() + lower.slice(1),
  lower.toUpperCase(),
]

/** Spellings that are no words of the vocabulary themselves, with the places of the words they stand for. */
export function spellings(vocabulary: readonly string[]): Readonly<Record<string, number>> {
  const taken = new Set(vocabulary)
  const found: [string, number][] = []
  for (const [place, word] of vocabulary.entries()) {
    for (const variant of variants(word)) {
      if (taken.has(variant)) continue
      taken.add(variant)
      found.push([variant, place])
    }
  }
  return Object.fromEntries(found)
}
