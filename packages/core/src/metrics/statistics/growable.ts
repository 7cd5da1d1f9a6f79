// Typed arrays that grow: the rows a metric has seen so far, without an object a row.

type Numbers = Float32Array | Int32Array

/** The first `size` elements of `values` are in use. */
export interface Growable<A extends Numbers> {
  values: A
  size: number
}

export const growable = <A extends Numbers>(values: A): Growable<A> => ({ values, size: 0 })

/** Makes room for `more` elements and counts them in; returns where they begin. */
export function extend<A extends Numbers>(series: Growable<A>, more: number): number {
  const start = series.size
  const needed = start + more
  if (needed > series.values.length) {
    const Kind = series.values.constructor as new (length: number) => A // a typed array's own constructor
    const larger = new Kind(Math.max(needed, series.values.length * 2, 1024))
    larger.set(series.values.subarray(0, start))
    series.values = larger
  }
  series.size = needed
  return start
}

/** Appends the first `size` elements of `more`. */
export function append<A extends Numbers>(series: Growable<A>, more: A, size: number = more.length): Growable<A> {
  const start = extend(series, size)
  series.values.set(more.length === size ? more : more.subarray(0, size), start)
  return series
}

/** The elements in use. */
export const used = <A extends Numbers>(series: Growable<A>): A => series.values.subarray(0, series.size) as A // same kind
