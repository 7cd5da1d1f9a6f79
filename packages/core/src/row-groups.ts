// Rows gathered by the group that they belong to: the documents of a query, the offers shown to a person.

export interface RowGroups {
  /** Rows, those of a group side by side in their own order. */
  readonly order: Int32Array
  /** Where each group begins in `order`, and at last where the last one ends. */
  readonly starts: Int32Array
}

/** Groups in the order in which their first rows come; `ids` has a number for each row's group. */
export function gatherGroups(ids: ArrayLike<number>): RowGroups {
  const places = new Map<number, number>()
  const sizes: number[] = []
  const groups = Int32Array.from(ids, (id) => {
    const place = places.get(id) ?? sizes.push(0) - 1
    places.set(id, place)
    sizes[place]! += 1
    return place
  })
  const starts = new Int32Array(sizes.length + 1)
  for (const [group, size] of sizes.entries()) starts[group + 1] = starts[group]! + size
  const next = starts.slice()
  const order = new Int32Array(groups.length)
  for (const [row, group] of groups.entries()) order[next[group]!++] = row
  return { order, starts }
}

/** The rows of each group. */
export function* eachGroup({ order, starts }: RowGroups): Generator<Int32Array> {
  for (let group = 0; group + 1 < starts.length; group++) yield order.subarray(starts[group], starts[group + 1])
}
