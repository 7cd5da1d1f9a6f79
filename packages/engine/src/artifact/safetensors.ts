// The safetensors format: eight bytes of header length, a JSON header, then the tensors' bytes, little-endian.
import { readFile } from "node:fs/promises"
import { FidelioError, invariant, sizeOf, type Dtype, type Tensor } from "@fidelio/core"
import { writeFileAtomically, type WriteOptions } from "./atomic.ts"

/** What a file holds besides names and numbers. */
export type SafetensorsMetadata = Readonly<Record<string, string>>

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly metadata: SafetensorsMetadata
}

type NumberDtype = Exclude<Dtype, "string">
interface Format {
  readonly name: string
  readonly bytes: number
  readonly view: (buffer: ArrayBuffer, offset: number, length: number) => Exclude<Tensor["data"], readonly string[]>
}

const formats: Readonly<Record<NumberDtype, Format>> = {
  float32: { name: "F32", bytes: 4, view: (buffer, offset, length) => new Float32Array(buffer, offset, length) },
  float64: { name: "F64", bytes: 8, view: (buffer, offset, length) => new Float64Array(buffer, offset, length) },
  float16: { name: "F16", bytes: 2, view: (buffer, offset, length) => new Uint16Array(buffer, offset, length) },
  uint8: { name: "U8", bytes: 1, view: (buffer, offset, length) => new Uint8Array(buffer, offset, length) },
  int8: { name: "I8", bytes: 1, view: (buffer, offset, length) => new Int8Array(buffer, offset, length) },
  uint16: { name: "U16", bytes: 2, view: (buffer, offset, length) => new Uint16Array(buffer, offset, length) },
  int32: { name: "I32", bytes: 4, view: (buffer, offset, length) => new Int32Array(buffer, offset, length) },
  int64: { name: "I64", bytes: 8, view: (buffer, offset, length) => new BigInt64Array(buffer, offset, length) },
  bool: { name: "BOOL", bytes: 1, view: (buffer, offset, length) => new Uint8Array(buffer, offset, length) },
}
const dtypesByName: ReadonlyMap<string, NumberDtype> = new Map(
  Object.entries(formats).map(([dtype, { name }]) => [name, dtype as NumberDtype]), // the table's own keys
)

const metadataKey = "__metadata__"
const headerLimit = 100_000_000

/** The bytes of a file. They depend on names and numbers only, not on the map's order. */
export function encodeSafetensors(tensors: ReadonlyMap<string, Tensor>, metadata?: SafetensorsMetadata): Uint8Array {
  const entries = Array.from(tensors, ([name, tensor]) => ({ name, tensor, bytes: bytesOf(name, tensor) }))
  entries.sort((a, b) => elementBytes(b.tensor) - elementBytes(a.tensor) || (a.name < b.name ? -1 : 1)) // aligned without gaps
  const header: [string, unknown][] = metadata === undefined ? [] : [[metadataKey, metadata]]
  let end = 0
  for (const { name, tensor, bytes } of entries) {
    const dtype = formats[tensor.dtype as NumberDtype].name // checked by bytesOf
    header.push([name, { dtype, shape: tensor.shape, data_offsets: [end, (end += bytes.byteLength)] }])
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const start = 8 + Math.ceil(text.byteLength / 8) * 8
  const file = new Uint8Array(start + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true)
  file.fill(0x20, 8, start)
  file.set(text, 8)
  let offset = start
  for (const { bytes } of entries) {
    file.set(bytes, offset)
    offset += bytes.byteLength
  }
  return file
}

function bytesOf(name: string, { dtype, data }: Tensor): Uint8Array {
  invariant(
    dtype !== "string" && ArrayBuffer.isView(data),
    `tensor "${name}" of strings has no place among the weights`,
  )
  invariant(name !== metadataKey, `no tensor can be named ${metadataKey}`)
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

const elementBytes = ({ dtype }: Tensor): number => (dtype === "string" ? 0 : formats[dtype].bytes)

/** The tensors of a file's bytes, each with memory of its own. `source` names the file in errors. */
export function decodeSafetensors(file: Uint8Array, source: string): Safetensors {
  const { header, start } = decodeHeader(file, source)
  const { [metadataKey]: metadata = {}, ...described } = header
  const entries = Object.entries(described).map(([name, entry]) => checkEntry(name, entry, source))
  checkLayout(entries, file.byteLength - start, source)
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, Tensor] => {
    const bytes = new Uint8Array(file.subarray(start + begin, start + end)) // a Buffer's slice would not copy
    return [name, { dtype, shape, data: formats[dtype].view(bytes.buffer, 0, sizeOf(shape)) }]
  })
  return { tensors: new Map(tensors), metadata: checkMetadata(metadata, source) }
}

function decodeHeader(file: Uint8Array, source: string): { header: Record<string, unknown>; start: number } {
  if (file.byteLength < 8) throw corrupt(source, `it has ${file.byteLength} bytes, fewer than a header needs`)
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)
  if (length > headerLimit) throw corrupt(source, `its header claims ${length} bytes`)
  const start = 8 + Number(length)
  if (start > file.byteLength)
    throw corrupt(source, `its header claims ${length} bytes, the file has ${file.byteLength}`)
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(8, start)))
    if (isRecord(header)) return { header, start }
  } catch (cause) {
    throw corrupt(source, "its header is not JSON", cause)
  }
  throw corrupt(source, "its header is not a JSON object")
}

interface Entry {
  readonly name: string
  readonly dtype: NumberDtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function checkEntry(name: string, entry: unknown, source: string): Entry {
  const { dtype: dtypeName, shape, data_offsets: offsets } = isRecord(entry) ? entry : {}
  const dtype = typeof dtypeName === "string" ? dtypesByName.get(dtypeName) : undefined
  if (dtype === undefined) throw corrupt(source, `tensor "${name}" has the unknown dtype ${JSON.stringify(dtypeName)}`)
  if (!isSizes(shape)) throw corrupt(source, `tensor "${name}" has no valid shape`)
  const [begin, end] = isSizes(offsets) && offsets.length === 2 ? offsets : []
  const bytes = sizeOf(shape) * formats[dtype].bytes
  if (begin === undefined || end === undefined || !Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw corrupt(source, `tensor "${name}" of shape [${shape.join(", ")}] has a place of another size`)
  }
  return { name, dtype, shape, begin, end }
}

/** The tensors lie end to end and fill the file. */
function checkLayout(entries: readonly Entry[], size: number, source: string): void {
  let end = 0
  for (const entry of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== end) throw corrupt(source, `tensor "${entry.name}" begins at ${entry.begin} instead of ${end}`)
    end = entry.end
  }
  if (end !== size) throw corrupt(source, `its tensors need ${end} bytes, it has ${size}`)
}

function checkMetadata(metadata: unknown, source: string): SafetensorsMetadata {
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === "string")) {
    return metadata as SafetensorsMetadata // just checked
  }
  throw corrupt(source, "its metadata are not texts")
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)

function corrupt(source: string, what: string, cause?: unknown): FidelioError {
  return new FidelioError("artifact/corrupt", `"${source}" is not a valid safetensors file: ${what}.`, {
    at: source,
    hint: "The file is damaged or was changed; take it from a backup or train again.",
    cause,
  })
}

export async function writeSafetensors(
  path: string,
  content: { readonly tensors: ReadonlyMap<string, Tensor>; readonly metadata?: SafetensorsMetadata },
  options?: WriteOptions,
): Promise<void> {
  await writeFileAtomically(path, encodeSafetensors(content.tensors, content.metadata), options)
}

export async function readSafetensors(path: string): Promise<Safetensors> {
  let file: Uint8Array
  try {
    file = await readFile(path)
  } catch (cause) {
    throw new FidelioError("artifact/not-found", `"${path}" cannot be read.`, { at: path, cause })
  }
  return decodeSafetensors(file, path)
}
