// Which data a run trains on: the number of examples and a hash of everything they were encoded to.
import { createHash } from "node:crypto"
import { tableNames } from "@fidelio/core"
import type { SplitName } from "../data/encoded-splits.ts"
import type { PreparedDataset } from "../data/prepared-dataset.ts"

export interface DataFingerprint {
  readonly rows: number
  /** Of the encoded tables, hexadecimal. */
  readonly sha256: string
}

export function dataFingerprint(
  { splits, inputs }: Pick<PreparedDataset, "splits" | "inputs">,
  name: SplitName,
): DataFingerprint {
  const hash = createHash("sha256")
  const { size, tables } = splits[name]! // asked for splits that are there
  for (const table of tableNames) {
    for (const bytes of inputs?.bytes(name, table) ?? []) hash.update(bytes)
    const data = tables[table]?.data as Float32Array | Int32Array | undefined // by the table's name
    if (data !== undefined) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return { rows: size, sha256: hash.digest("hex") }
}
