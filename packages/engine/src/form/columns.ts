// The columns that the form asks for.
import type { InputColumn, ModelSignature } from "@fidelio/core"

/** One entry a column of the data; where a model reads it in several ways, one that knows labels. */
export function formColumns({ inputs }: ModelSignature): readonly InputColumn[] {
  const readings = Map.groupBy(inputs, ({ column }) => column)
  return Array.from(readings.values(), (group) => group.find(({ labels }) => labels !== undefined) ?? group[0]!) // groups are made with one
}
