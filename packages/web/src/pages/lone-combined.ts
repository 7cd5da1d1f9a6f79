// With one output, the combined loss is that output's loss: shown once is enough.

export function withoutLoneCombined<T extends { readonly feature: string }>(rows: readonly T[]): readonly T[] {
  const outputs = new Set(rows.map(({ feature }) => feature).filter((feature) => feature !== "combined"))
  return outputs.size === 1 ? rows.filter(({ feature }) => feature !== "combined") : rows
}
