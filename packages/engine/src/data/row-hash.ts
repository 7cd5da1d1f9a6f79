// Rows in an order by chance: a hash of each row's number, the same here and in the database.
import { sql, type Sql } from "@fidelio/core"

const wordMask = 0xffffffff
const [firstFactor, secondFactor] = [0x7feb352d, 0x846ca68b] as const

/** A hash of 32 bits that is different for different rows: the finalizer "lowbias32" (C. Wellons, 2018). */
export function rowHash(key: number, row: number): number {
  let x = (row ^ key) >>> 0
  x = Math.imul(x ^ (x >>> 16), firstFactor)
  x = Math.imul(x ^ (x >>> 15), secondFactor)
  return (x ^ (x >>> 16)) >>> 0
}

/** Rows that have `row`, with `hash`: the same in SQL, as a chain of queries because its steps use their input twice. */
export function withHash(rows: Sql, key: number): Sql {
  const steps = [
    sql`xor(hash, hash >> 16)`,
    sql`(hash * ${firstFactor}::ubigint) & ${wordMask}::ubigint`,
    sql`xor(hash, hash >> 15)`,
    sql`(hash * ${secondFactor}::ubigint) & ${wordMask}::ubigint`,
    sql`xor(hash, hash >> 16)`,
  ]
  return steps.reduce(
    (from, step) => sql`(select * replace (${step} as hash) from ${from})`,
    sql`(select *, xor(row::ubigint, ${key}::ubigint) as hash from ${rows})`,
  )
}

/** The bound below which exactly `count` of the hashes of rows 0 … rows − 1 lie: different rows have different hashes. */
export function nthSmallestHash(key: number, rows: number, count: number): number {
  if (count <= 0) return 0
  if (count >= rows) return 2 ** 32
  const bins = new Uint32Array(1 << 16)
  for (let row = 0; row < rows; row++) bins[rowHash(key, row) >>> 16]! += 1 // hot
  let bin = 0
  let below = 0
  while (below + bins[bin]! <= count) below += bins[bin++]!
  const within = new Uint32Array(bins[bin]!)
  let found = 0
  for (let row = 0; row < rows; row++) {
    const hash = rowHash(key, row)
    if (hash >>> 16 === bin) within[found++] = hash // hot
  }
  return within.sort()[count - below]!
}
