import { expect, test } from "vitest"
import { BatchedReads } from "./batched-reads.ts"

/** Queries that end when they are told to, each with the square of every key but 0. */
function scripted() {
  const begun: { readonly keys: readonly number[]; end(): void; fail(): void }[] = []
  const reads = new BatchedReads((keys: readonly number[]) => {
    const query = Promise.withResolvers<ReadonlyMap<number, number>>()
    const end = (): void => query.resolve(new Map(keys.filter((key) => key !== 0).map((key) => [key, key * key])))
    begun.push({ keys, end, fail: () => query.reject(new RangeError("lost")) })
    return query.promise
  })
  const hasBegun = (count: number): Promise<void> => expect.poll(() => begun.length).toBe(count)
  return { begun, reads, hasBegun }
}

test("those who come at once share a query, and each gets their own", async () => {
  const { begun, reads, hasBegun } = scripted()
  const asked = Promise.all([reads.read(2), reads.read(3), reads.read(2), reads.read(0)])
  await hasBegun(1)
  expect(begun[0]!.keys).toEqual([2, 3, 0])
  begun[0]!.end()
  expect(await asked).toEqual([4, 9, 4, undefined])
})

test("whoever comes while a query runs waits for the next, also for the same row", async () => {
  const { begun, reads, hasBegun } = scripted()
  const first = reads.read(2)
  await hasBegun(1)
  const later = Promise.all([reads.read(2), reads.read(5)])
  expect(begun).toHaveLength(1)
  begun[0]!.end()
  expect(await first).toBe(4)
  await hasBegun(2)
  expect(begun[1]!.keys).toEqual([2, 5])
  begun[1]!.end()
  expect(await later).toEqual([4, 25])
})

test("a query that fails fails for those who shared it, and nobody else", async () => {
  const { begun, reads, hasBegun } = scripted()
  const first = reads.read(2)
  await hasBegun(1)
  const second = reads.read(2)
  begun[0]!.fail()
  await expect(first).rejects.toThrow(RangeError)
  await hasBegun(2)
  begun[1]!.end()
  expect(await second).toBe(4)
})
