// How many numbers flow into and out of one unit of a weight tensor, which sets the scale of its first numbers.

/** The last axis is the fan-out, the product of the others the fan-in. */
export function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const fanOut = shape.at(-1) ?? 1
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  return { fanIn, fanOut }
}
