// TensorBoard's event files: records of [length, crc, protobuf Event, crc], one scalar an event.
import { appendFileSync, mkdirSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import protobuf from "protobufjs/minimal.js"
import { writeError } from "../artifact/atomic.ts"

/** Seconds since 1970, with fractions. */
export type Clock = () => number
export const systemClock: Clock = () => Date.now() / 1000

/** Adds scalars to one event file. Each call writes: what was added is seen at once, and stays when the process is killed. */
export interface EventWriter {
  readonly path: string
  add(step: number, scalars: Readonly<Record<string, number>>): void
}

/** Begins an event file in a folder, which is made where it is not there. */
export function createEventWriter(directory: string, now: Clock = systemClock): EventWriter {
  const started = now()
  const unique = `${process.pid}.${Math.floor((started % 1) * 1e6)}`
  const path = join(directory, `events.out.tfevents.${Math.floor(started)}.${hostname()}.${unique}`)
  const append = (event: Uint8Array): void => {
    try {
      appendFileSync(path, encodeRecord(event))
    } catch (cause) {
      throw writeError(path, cause)
    }
  }
  try {
    mkdirSync(directory, { recursive: true })
  } catch (cause) {
    throw writeError(directory, cause)
  }
  append(encodeVersion(started))
  return { path, add: (step, scalars) => append(encodeScalars(now(), step, scalars)) }
}

/** Event { wall_time = 1, file_version = 3 } */
function encodeVersion(time: number): Uint8Array {
  return protobuf.Writer.create().uint32(0x09).double(time).uint32(0x1a).string("brain.Event:2").finish()
}

/** Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } } */
export function encodeScalars(time: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const event = protobuf.Writer.create().uint32(0x09).double(time).uint32(0x10).int64(step).uint32(0x2a).fork()
  for (const [tag, value] of Object.entries(scalars)) {
    event.uint32(0x0a).fork().uint32(0x0a).string(tag).uint32(0x15).float(value).ldelim()
  }
  return event.ldelim().finish()
}

/** TFRecord: the length and the data, each followed by its masked checksum, little-endian. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.byteLength + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.byteLength), true)
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true)
  record.set(data, 12)
  view.setUint32(12 + data.byteLength, maskedCrc32c(data), true)
  return record
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

/** CRC-32C (Castagnoli). */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8) // 256 entries
  return ~crc >>> 0
}

/** Rotated and shifted, so that the checksum of data that hold checksums stays useful. */
function maskedCrc32c(data: Uint8Array): number {
  const crc = crc32c(data)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
