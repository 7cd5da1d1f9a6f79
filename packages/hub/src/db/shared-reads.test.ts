import { expect, test } from "vitest"
import { SharedReads } from "./shared-reads.ts"

/** Reads that end when they are told to. */
function scripted() {
  const begun: PromiseWithResolvers<number>[] = []
  const reads = new SharedReads()
  const ask = (key = "list"): Promise<number> =>
    reads.read(key, () => {
      const read = Promise.withResolvers<number>()
      begun.push(read)
      return read.promise
    })
  return { begun, ask }
}

test("whoever comes while one reads waits for the next, which all of them share", async () => {
  const { begun, ask } = scripted()
  const first = ask()
  const [second, third] = [ask(), ask()]
  expect(begun).toHaveLength(1)
  begun[0]!.resolve(1)
  expect(await first).toBe(1)
  await expect.poll(() => begun.length).toBe(2)
  const fourth = ask()
  begun[1]!.resolve(2)
  expect(await Promise.all([second, third])).toEqual([2, 2])
  await expect.poll(() => begun.length).toBe(3)
  begun[2]!.resolve(3)
  expect(await fourth).toBe(3)
})

test("one that fails fails for those who shared it, and nobody else", async () => {
  const { begun, ask } = scripted()
  const first = ask()
  const second = ask()
  begun[0]!.reject(new RangeError("lost"))
  await expect(first).rejects.toThrow(RangeError)
  await expect.poll(() => begun.length).toBe(2)
  begun[1]!.resolve(2)
  expect(await second).toBe(2)
})

test("other keys do not wait, and what has ended is read anew", async () => {
  const { begun, ask } = scripted()
  const [one, other] = [ask("one"), ask("other")]
  expect(begun).toHaveLength(2)
  begun[0]!.resolve(1)
  begun[1]!.resolve(2)
  expect(await Promise.all([one, other])).toEqual([1, 2])
  const again = ask("one")
  expect(begun).toHaveLength(3)
  begun[2]!.resolve(3)
  expect(await again).toBe(3)
})
