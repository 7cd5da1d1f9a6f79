// Encoded chunks whose inputs go to files, and the rest to tables in memory.
import { allocateTables, tableNames, type DatasetLayout, type FittedFeature } from "@fidelio/core"
import { ChunkWriter, chunkRows, type Encodings, type FilledTables } from "./encode.ts"
import type { SplitName } from "./encoded-splits.ts"
import { isInputTable, type InputFiles } from "./input-files.ts"

const splitNames: readonly SplitName[] = ["training", "validation", "test"]

interface SpillTarget {
  readonly layout: DatasetLayout
  readonly files: InputFiles
  /** Tables of all that is not an input, splits one after the other. */
  readonly tables: FilledTables
  /** The first row of each split in them. */
  readonly firsts: readonly [number, number, number]
}

export class SpillWriter {
  readonly #target: SpillTarget
  readonly #chunk: ReturnType<typeof allocateTables>
  readonly #writer: ChunkWriter

  constructor(
    target: SpillTarget,
    features: readonly Pick<FittedFeature, "key" | "steps">[],
    encodings: readonly (Encodings | undefined)[],
  ) {
    this.#target = target
    this.#chunk = allocateTables(target.layout, chunkRows)
    this.#writer = new ChunkWriter(target.layout, features, this.#chunk, encodings)
  }

  /** As `ChunkWriter` does; rows of a split come in their order. */
  write(...[chunk, rows]: Parameters<ChunkWriter["write"]>): ReturnType<ChunkWriter["write"]> {
    const { firsts } = this.#target
    const splits = Int8Array.from(rows, (row) => (row < 0 ? -1 : row >= firsts[2] ? 2 : row >= firsts[1] ? 1 : 0))
    const own = new Int32Array(rows.length).fill(-1)
    const stretches = splitNames.map((name, split) => ({ name, split, begin: 0, end: 0, first: -1 }))
    let filled = 0
    for (const stretch of stretches) {
      stretch.begin = filled
      for (let i = 0; i < rows.length; i++) {
        if (splits[i] !== stretch.split) continue
        if (stretch.first < 0) stretch.first = rows[i]!
        own[i] = filled++
      }
      stretch.end = filled
    }
    const bad = this.#writer.write(chunk, own)
    if (bad !== undefined) return bad
    for (const stretch of stretches) if (stretch.end > stretch.begin) this.#copy(stretch)
    return undefined
  }

  #copy({ name: split, begin, end, first }: Stretch): void {
    const { layout, files, tables } = this.#target
    for (const name of tableNames) {
      const width = layout.tables[name].length
      const rows = this.#chunk[name]?.subarray(begin * width, end * width)
      if (rows === undefined) continue
      if (isInputTable(name)) files.append(split, name, rows)
      else tables[name]!.set(rows, first * width)
    }
  }
}

interface Stretch {
  readonly name: SplitName
  readonly begin: number
  readonly end: number
  /** The place of its first row. */
  readonly first: number
}
