// The coefficients of a linear model, read from its coefficients.csv: a list a score, intercepts apart.

export interface Coefficient {
  /** The column, and the level of a category. */
  readonly name: string
  readonly value: number
  readonly lower: number | null
  readonly upper: number | null
  readonly pValue: number | null
  /** Why it is no estimate like the others: `reference`, `collinear`, …; else empty. */
  readonly note: string
}

export interface ScoreCoefficients {
  readonly output: string
  /** Of an output with several scores. */
  readonly class: string
  /** What the coefficients add up to, in words. */
  readonly score: string
  readonly intercept: Coefficient | undefined
  readonly coefficients: readonly Coefficient[]
}

const interceptName = "(intercept)"

export function readCoefficients(text: string): readonly ScoreCoefficients[] {
  const [header = [], ...lines] = csvRows(text)
  const scores = new Map<string, ScoreCoefficients & { readonly coefficients: Coefficient[] }>()
  for (const line of lines) {
    const row = Object.fromEntries(header.map((column, i) => [column, line[i] ?? ""]))
    const { output = "", class: ofClass = "", score = "", feature } = row
    const key = JSON.stringify([output, ofClass])
    const found = scores.get(key) ?? { output, class: ofClass, score, intercept: undefined, coefficients: [] }
    if (feature === interceptName) scores.set(key, { ...found, intercept: coefficientOf(row) })
    else {
      found.coefficients.push(coefficientOf(row))
      scores.set(key, found)
    }
  }
  return [...scores.values()]
}

function coefficientOf(row: Readonly<Record<string, string>>): Coefficient {
  const { feature = "", level = "", note = "" } = row
  const { coefficient, lower, upper, p_value: pValue } = row
  return {
    name: level === "" ? feature : `${feature}: ${level}`,
    value: numberOf(coefficient) ?? 0,
    lower: numberOf(lower),
    upper: numberOf(upper),
    pValue: numberOf(pValue),
    note,
  }
}

const numberOf = (text = ""): number | null => (text === "" || Number.isNaN(Number(text)) ? null : Number(text))

/** Fields in quotes may hold commas, line ends, and quotes, which stand twice. */
function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  for (const [, separator = "", quoted, plain = ""] of text
    .trimEnd()
    .matchAll(/(^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,"\r\n]*))/g)) {
    if (separator.endsWith("\n")) rows.push([])
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
  }
  return rows
}
