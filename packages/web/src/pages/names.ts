// Names as they are typed into forms.

/** As the hub has them; for the `pattern` of an input, which is anchored by itself. */
export const namePattern = "[a-z0-9](?:[a-z0-9._\\-]{0,62}[a-z0-9])?"
export const nameHint = "Up to 64 of a–z, 0–9, '.', '_' and '-'; first and last a letter or digit."
export const aliasPattern = "[a-z](?:[a-z0-9._\\-]{0,62}[a-z0-9])?"
export const aliasHint = "Begins with a letter: production, champion, …"

/** Words as tags: lower case, each once. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((tag) => tag !== ""),
  ),
]

/** A name from a file's: `Titanic (1).csv` → `titanic-1`. */
export const nameFromFile = (file: string): string =>
  file
    .replace(/(\.(csv|tsv|parquet|jsonl?|ndjson|arrow|feather|gz))+$/i, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 64)
    .replace(/[^a-z0-9]+$/, "")
