// Which column of the data a config means by a name.

/** The column of a name, or else the one that a config with special characters replaced by `_` means. */
export function columnNamed<C>(columns: ReadonlyMap<string, C>, name: string): C | undefined {
  const found = columns.get(name)
  if (found !== undefined) return found
  const sanitized = [...columns].filter(([own]) => sanitize(own) === name)
  return sanitized.length === 1 ? sanitized[0]?.[1] : undefined
}

/** Whether `columnNamed` finds a column, for many names. */
export function columnNames(columns: readonly string[]): (name: string) => boolean {
  const known = new Set(columns)
  const counts = new Map<string, number>()
  for (const column of known) counts.set(sanitize(column), (counts.get(sanitize(column)) ?? 0) + 1)
  return (name) => known.has(name) || counts.get(name) === 1
}

const sanitize = (name: string): string => name.replaceAll(/[(){}.:"'[\]]/g, "_")
