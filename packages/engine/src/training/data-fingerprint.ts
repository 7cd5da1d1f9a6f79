// Which data a run trains on: the number of examples and a hash of everything they were encoded to.
import { createHash } from "node:crypto"
import { tableNames, type EncodedSplit } from "@fidelio/core"

export interface DataFingerprint {
  readonly rows: number
  /** Of the encoded tables, hexadecimal. */
  readonly sha256: string
}

export function dataFingerprint({ size, tables }: EncodedSplit): DataFingerprint {
  const hash = createHash("sha256")
  for (const name of tableNames) {
    const data = tables[name]?.data as Float32Array | Int32Array | undefined // by the table's name
    if (data !== undefined) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return { rows: size, sha256: hash.digest("hex") }
}
