// Makes a screenshot small: the 256 colours that it has most of, the others by the nearest of them, and packed as well as can be.
import { crc32, deflateSync, inflateSync } from "node:zlib"

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const mostColours = 256

interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green and blue of each pixel, one number. */
  readonly colours: Uint32Array
}

/** Of a PNG of three bytes a pixel, as browsers write screenshots. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, colours } = readPixels(png)
  const palette = frequentColours(colours)
  const places = new Map(palette.map((colour, i) => [colour, i]))
  const rows = Buffer.alloc(height * (width + 1)) // each begins with its filter: none
  for (const [i, colour] of colours.entries()) {
    let place = places.get(colour)
    if (place === undefined) places.set(colour, (place = nearest(palette, colour)))
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = place
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8) // eight bits a pixel, of a palette
  const table = Buffer.from(palette.flatMap(channels))
  const data = deflateSync(rows, { level: 9, memLevel: 9 })
  const empty = Buffer.alloc(0)
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", data),
    chunk("IEND", empty),
  ])
}

function readPixels(png: Buffer): Pixels {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const stride = 3 * width
  const lines = inflateSync(Buffer.concat(dataOf(png)))
  const bytes = Buffer.alloc(height * stride)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)]!
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < 3 ? 0 : bytes[at - 3]!
      const above = y === 0 ? 0 : bytes[at - stride]!
      const corner = x < 3 || y === 0 ? 0 : bytes[at - stride - 3]!
      bytes[at] = lines[y * (stride + 1) + 1 + x]! + predicted(filter, { left, above, corner })
    }
  }
  const colours = Uint32Array.from({ length: width * height }, (_, i) => bytes.readUIntBE(3 * i, 3))
  return { width, height, colours }
}

function dataOf(png: Buffer): readonly Buffer[] {
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  return parts
}

interface Around {
  readonly left: number
  readonly above: number
  readonly corner: number
}

/** As the format has it: nothing, left, above, their mean, or whichever is nearest to left + above − corner. */
function predicted(filter: number, { left, above, corner }: Around): number {
  if (filter < 4) return [0, left, above, (left + above) >> 1][filter]!
  const [byLeft, byAbove, byCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs)
  return byLeft! <= byAbove! && byLeft! <= byCorner! ? left : byAbove! <= byCorner! ? above : corner
}

function frequentColours(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const ordered = [...counts].toSorted(([, a], [, b]) => b - a)
  return ordered.slice(0, mostColours).map(([colour]) => colour)
}

const channels = (colour: number): readonly [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
]

function nearest(palette: readonly number[], colour: number): number {
  const [r, g, b] = channels(colour)
  const distances = palette.map((one) => {
    const [red, green, blue] = channels(one)
    return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
  })
  return distances.indexOf(Math.min(...distances))
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
