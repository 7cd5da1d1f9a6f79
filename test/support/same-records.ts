// Whether predictions are the same, but for the last digits of their numbers: graphs compute in different orders.
import { expect } from "vitest"

type Records = readonly unknown[]

function isClose(actual: unknown, wanted: unknown): boolean {
  if (typeof actual === "number") {
    return Math.abs(actual - Number(wanted)) <= 1e-5 * Math.max(1, Math.abs(Number(wanted)))
  }
  if (!Array.isArray(actual)) return actual === wanted
  return actual.every((value, place) => isClose(value, (wanted as readonly unknown[])[place]))
}

function isSame(actual: unknown, wanted: unknown): boolean {
  const [ours, theirs] = [actual as Readonly<Record<string, unknown>>, wanted as Readonly<Record<string, unknown>>]
  return (
    Object.keys(ours).toSorted().join() === Object.keys(theirs).toSorted().join() &&
    Object.entries(ours).every(([name, value]) => isClose(value, theirs[name]))
  )
}

export function expectSameRecords(actual: Records, wanted: Records): void {
  expect(actual).toHaveLength(wanted.length)
  const other = actual.findIndex((record, place) => !isSame(record, wanted[place]))
  if (other >= 0) expect(actual[other]).toEqual(wanted[other])
}
