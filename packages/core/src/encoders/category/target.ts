// Target encoder: (Σ target + m · mean) / (count + m) of each category's training rows, in standard units (Micci-Barreca, 2001).
import { defineEncoder } from "../../define.ts"
import type { FitColumn } from "../../define.ts"
import { tensor } from "../../graph/tensor.ts"
import { dense } from "../../layers/dense.ts"
import { gather, squeeze } from "../../ops/index.ts"
import { nonNegative, positiveInt } from "../../schema/fields.ts"
import { passedOn, vocabularyOf, vocabularySettings } from "../settings.ts"

/** Classes of a category target beyond these are left out. */
const mostClasses = 32

export const target = defineEncoder({
  type: "target",
  summary: "The mean target of each category's training rows, drawn towards the overall mean where there are few.",
  settings: {
    ...vocabularySettings,
    output_size: positiveInt(1, "Length of the encoding; where the targets have another, a dense layer makes it this."),
    smoothing: nonNegative(10, "How many rows of the overall mean each category is given.", { impact: 2 }),
  },
  fit(settings, column, metadata) {
    const categories = vocabularyOf(metadata, settings.vocab).length
    return targetColumns(column).map((values) => smoothedMeans(column.values, values, categories, settings.smoothing))
  },
  build(context, settings, { value, metadata, fitted }) {
    if (settings.skip) return passedOn(value)
    const columns = fitted as readonly (readonly number[])[] // as fit returns them
    const rows = vocabularyOf(metadata, settings.vocab).length
    const numbers = Float32Array.from({ length: rows * columns.length }, (_, i) => {
      return columns[i % columns.length]?.[Math.floor(i / columns.length)] ?? 0
    })
    const table = context.graph.constant(tensor("float32", [rows, columns.length], numbers))
    const means = gather(table, squeeze(value, [1]), { axis: 0 }) // [batch, targets]
    return columns.length === settings.output_size ? means : dense(context, means, { outputSize: settings.output_size })
  },
  examples: [{}, { output_size: 3, smoothing: 1 }],
})

/** Numbers as they are; of ids, one column of zeros and ones a class (one fewer than classes: the last follows from the others). */
function targetColumns(column: FitColumn): Float32Array[] {
  return [...column.targets.values()].flatMap((values) => {
    if (values instanceof Float32Array) return [values]
    const classes = values.reduce((most, id) => Math.max(most, id + 1), 0)
    return Array.from({ length: Math.min(Math.max(classes - 1, 1), mostClasses) }, (_, id) =>
      Float32Array.from(values, (value) => (value === id ? 1 : 0)),
    )
  })
}

function smoothedMeans(ids: ArrayLike<number>, values: Float32Array, categories: number, smoothing: number): number[] {
  const sums = new Float64Array(categories)
  const counts = new Float64Array(categories)
  let total = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! // hot; in range
    const id = ids[i]!
    sums[id]! += value
    counts[id]! += 1
    total += value
    squares += value * value
  }
  const mean = total / Math.max(values.length, 1)
  const deviation = Math.sqrt(Math.max(squares / Math.max(values.length, 1) - mean * mean, 0)) || 1
  return Array.from(sums, (sum, id) => {
    const weight = counts[id]! + smoothing
    return weight === 0 ? 0 : ((sum + smoothing * mean) / weight - mean) / deviation
  })
}
