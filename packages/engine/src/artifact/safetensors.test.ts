// The safetensors format: round trip, exact bytes, and everything that a damaged file may hold.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { tensorOf, type Tensor } from "@fidelio/core"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { decodeSafetensors, encodeSafetensors, readSafetensors, writeSafetensors } from "./safetensors.ts"

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fidelio-safetensors-"))
})
afterAll(() => rm(directory, { recursive: true }))

const some: ReadonlyMap<string, Tensor> = new Map([
  ["flags", tensorOf("bool", [3], [1, 0, 1])],
  ["weights", tensorOf("float32", [2, 2], [1.5, -2, 0, Number.MIN_VALUE])],
  ["ids", tensorOf("int64", [1], [-3])],
  ["step", tensorOf("float32", [], [7])],
  ["nothing", tensorOf("int32", [0, 4], [])],
])

test("writes and reads every dtype, shape and text", async () => {
  const path = join(directory, "some.safetensors")
  await writeSafetensors(path, { tensors: some, metadata: { made_by: "a test" } })
  const { tensors, metadata } = await readSafetensors(path)
  expect(tensors).toEqual(some)
  expect(metadata).toEqual({ made_by: "a test" })
})

test("lays the bytes out as the format says: largest elements first, header padded", () => {
  const file = encodeSafetensors(some)
  const length = Number(new DataView(file.buffer).getBigUint64(0, true))
  expect(length % 8).toBe(0)
  expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
    ids: { dtype: "I64", shape: [1], data_offsets: [0, 8] },
    nothing: { dtype: "I32", shape: [0, 4], data_offsets: [8, 8] },
    step: { dtype: "F32", shape: [], data_offsets: [8, 12] },
    weights: { dtype: "F32", shape: [2, 2], data_offsets: [12, 28] },
    flags: { dtype: "BOOL", shape: [3], data_offsets: [28, 31] },
  })
  expect(file.byteLength).toBe(8 + length + 31)
})

test("the bytes do not depend on the order of the tensors", () => {
  expect(encodeSafetensors(new Map([...some].toReversed()))).toEqual(encodeSafetensors(some))
})

test("what is read has memory of its own", () => {
  const file = Buffer.from(encodeSafetensors(some))
  const { tensors } = decodeSafetensors(file, "f")
  file.fill(0)
  expect(tensors.get("weights")).toEqual(some.get("weights"))
})

function fileOf(header: unknown, bytes = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header))
  const file = new Uint8Array(8 + text.length + bytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  return file
}
const entry = (from: number, to: number, shape = [(to - from) / 4], dtype = "F32"): unknown => ({
  dtype,
  shape,
  data_offsets: [from, to],
})
const claims = (length: bigint): Uint8Array => {
  const file = new Uint8Array(64)
  new DataView(file.buffer).setBigUint64(0, length, true)
  return file
}

test.each<[string, Uint8Array, RegExp]>([
  ["an empty file", new Uint8Array(0), /0 bytes/],
  ["a header longer than the file", claims(1000n), /claims 1000 bytes/],
  ["a huge header", claims(2n ** 63n), /claims 9223372036854775808 bytes/],
  ["a header that is not JSON", fileOf("{"), /not JSON/],
  ["a header that is not UTF-8", claims(8n).fill(0xff, 8, 16), /not JSON/],
  ["a header that is a list", fileOf([]), /not a JSON object/],
  ["an unknown dtype", fileOf({ a: entry(0, 4, [1], "F4") }, 4), /unknown dtype "F4"/],
  ["a negative size", fileOf({ a: entry(0, 4, [-1]) }, 4), /no valid shape/],
  ["a fractional size", fileOf({ a: entry(0, 4, [1.5]) }, 4), /no valid shape/],
  ["a size that overflows", fileOf({ a: entry(0, 4, [2 ** 40, 2 ** 40]) }, 4), /another size/],
  ["a shape of another size", fileOf({ a: entry(0, 8, [1]) }, 8), /another size/],
  ["offsets backwards", fileOf({ a: { dtype: "F32", shape: [0], data_offsets: [4, 0] } }, 4), /another size/],
  ["no offsets", fileOf({ a: { dtype: "F32", shape: [0] } }), /another size/],
  ["an overlap", fileOf({ a: entry(0, 8), b: entry(4, 12) }, 12), /begins at 4 instead of 8/],
  ["a gap", fileOf({ a: entry(0, 4), b: entry(8, 12) }, 12), /begins at 8 instead of 4/],
  ["bytes missing", fileOf({ a: entry(0, 8) }, 4), /need 8 bytes, it has 4/],
  ["bytes too many", fileOf({ a: entry(0, 8) }, 12), /need 8 bytes, it has 12/],
  ["metadata that are no texts", fileOf({ __metadata__: { a: 1 } }), /metadata/],
])("refuses %s", (_, file, message) => {
  expect(() => decodeSafetensors(file, "x.safetensors")).toThrow(
    expect.objectContaining({ code: "artifact/corrupt", at: "x.safetensors", message: expect.stringMatching(message) }),
  )
})

test("damage anywhere is an error or a valid file, never anything else", () => {
  const file = encodeSafetensors(some)
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (at, byte, length) => {
      const damaged = file.slice(0, length)
      if (at < length) damaged[at] = byte
      try {
        decodeSafetensors(damaged, "f")
      } catch (error) {
        expect(error).toMatchObject({ code: "artifact/corrupt" })
      }
    }),
  )
})

test("a file that is not there is an error", async () => {
  await expect(readSafetensors(join(directory, "missing"))).rejects.toMatchObject({ code: "artifact/not-found" })
})
