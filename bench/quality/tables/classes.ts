// Fifty classes of 1,000 rows: numbers around a centre of each class, and categories that lean to one value.
import { randomKey, randomStream } from "@fidelio/core"
import { normals } from "./draw.ts"
import type { QualityTable } from "./table.ts"

const rows = 1000
const classes = 50
const numbers = 10

export function classesTable(): QualityTable {
  const random = randomStream(randomKey(1, "quality", "classes_50"))
  const centres = Array.from({ length: classes }, () => normals(random, numbers).map((value) => 1.3 * value))
  const favourites = Array.from({ length: classes }, () => [random.below(5), random.below(5)])
  const drawn = Array.from({ length: rows }, () => {
    const id = random.below(classes)
    return {
      id,
      numbers: centres[id]!.map((centre) => centre + random.normal()),
      codes: favourites[id]!.map((favourite) => (random.uniform() < 0.6 ? favourite : random.below(5))),
    }
  })
  return {
    name: "classes_50",
    target: "y",
    type: "category",
    columns: {
      ...Object.fromEntries(Array.from({ length: numbers }, (_, i) => [`x${i}`, drawn.map((row) => row.numbers[i]!)])),
      ...Object.fromEntries([0, 1].map((i) => [`c${i}`, drawn.map((row) => `v${row.codes[i]}`)])),
      y: drawn.map(({ id }) => `class ${id}`),
    },
  }
}
