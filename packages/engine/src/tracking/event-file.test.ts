// TensorBoard's event files, byte by byte.
import { readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { crc32c, createEventWriter, encodeRecord, encodeScalars } from "./event-file.ts"

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fidelio-tensorboard-"))
})
afterEach(() => rm(root, { recursive: true }))

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

test("CRC-32C of the values that RFC 3720 gives", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
})

test("an event holds time, step, tag and value", () => {
  expect(hex(encodeScalars(1.5, 300, { loss: 0.5 }))).toBe(
    "09000000000000f83f" + // wall_time 1.5
      "10ac02" + // step 300
      "2a0d" + // summary, 13 bytes
      "0a0b" + // value, 11 bytes
      "0a046c6f7373" + // tag "loss"
      "150000003f", // simple_value 0.5
  )
})

test("a record frames its data with length and checksums", () => {
  const record = encodeRecord(new TextEncoder().encode("hello"))
  expect(hex(record.subarray(0, 8))).toBe("0500000000000000")
  expect(hex(record.subarray(12, 17))).toBe(hex(new TextEncoder().encode("hello")))
  expect(record.byteLength).toBe(8 + 4 + 5 + 4)
})

test("a file begins with its version and grows with each event", () => {
  let time = 1_700_000_000.25
  const writer = createEventWriter(join(root, "logs", "training"), () => time++)
  expect(basename(writer.path)).toMatch(/^events\.out\.tfevents\.1700000000\./)
  writer.add(1, { loss: 2, "combined/accuracy": 0.5 })
  const first = readFileSync(writer.path)
  expect(first.toString("latin1")).toContain("brain.Event:2")
  expect(first.toString("latin1")).toContain("combined/accuracy")
  writer.add(2, { loss: 1 })
  expect(readFileSync(writer.path).subarray(0, first.length)).toEqual(first)
})

test("a folder that cannot be written is an error", async () => {
  await writeFile(join(root, "file"), "")
  expect(() => createEventWriter(join(root, "file", "logs"))).toThrow(
    expect.objectContaining({ code: "output/not-writable" }),
  )
})
