// In which encoding a text file is written; files that are not UTF-8 are rewritten to a temporary one that is.
import { isUtf8 } from "node:buffer"
import { createReadStream, createWriteStream } from "node:fs"
import { open } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGunzip, createZstdDecompress } from "node:zlib"

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

/** The encoding of a file that begins with these bytes. Latin-1 is read as Windows-1252, which has it within. */
export function detectEncoding(bytes: Uint8Array): TextEncoding {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return "utf-16le"
  if (a === 0xfe && b === 0xff) return "utf-16be"
  const zeros = [0, 0]
  const looked = bytes.subarray(0, 4096)
  for (const [i, byte] of looked.entries()) if (byte === 0) zeros[i % 2]! += 1
  if (zeros[1]! > looked.length / 5) return "utf-16le"
  if (zeros[0]! > looked.length / 5) return "utf-16be"
  return isUtf8(wholeCharacters(bytes)) ? "utf-8" : "windows-1252"
}

/** Without a character that is cut off at the end. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? bytes.subarray(0, bytes.length - back) : bytes
    }
  }
  return bytes
}

export const isCompressed = (path: string): boolean => /\.(gz|zst)$/i.test(path)

/** The file's bytes, unpacked. */
export function byteStream(path: string): Readable {
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 })
  if (/\.gz$/i.test(path)) return bytes.pipe(createGunzip()).on("error", () => bytes.destroy())
  if (/\.zst$/i.test(path)) return bytes.pipe(createZstdDecompress()).on("error", () => bytes.destroy())
  return bytes
}

/** The first bytes, unpacked, and whether they are all there are. */
export async function readBeginning(path: string, size: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  if (!isCompressed(path)) {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0)
    return { bytes: buffer.subarray(0, bytesRead), isWhole: bytesRead < size }
  }
  const parts: Buffer[] = []
  let length = 0
  for await (const part of byteStream(path)) {
    parts.push(part as Buffer) // a stream of bytes
    length += (part as Buffer).length
    if (length >= size) break
  }
  return { bytes: Buffer.concat(parts), isWhole: length < size }
}

/** Whether all of a file is UTF-8. */
export async function isUtf8File(path: string): Promise<boolean> {
  await using file = await open(path)
  const buffer = Buffer.alloc(1 << 20)
  let kept = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, kept, buffer.length - kept)
    const bytes = buffer.subarray(0, kept + bytesRead)
    const whole = bytesRead === 0 ? bytes : wholeCharacters(bytes)
    if (!isUtf8(whole)) return false
    if (bytesRead === 0) return true
    kept = bytes.copy(buffer, 0, whole.length, bytes.length)
  }
}

export async function transcode(path: string, encoding: TextEncoding, target: string): Promise<void> {
  const decoder = new TextDecoder(encoding)
  async function* decoded(): AsyncGenerator<string> {
    for await (const part of byteStream(path)) yield decoder.decode(part as Buffer, { stream: true }) // as above
    yield decoder.decode()
  }
  await pipeline(Readable.from(decoded()), createWriteStream(target))
}
