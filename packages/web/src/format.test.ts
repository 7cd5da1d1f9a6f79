import { expect, test } from "vitest"
import { counted, formatAgo, formatBytes, formatNumber, formatSeconds, initials } from "./format.ts"

test.each([
  [0.812345, "0.8123"],
  [null, "–"],
  [12_345.6, "12,346"],
  [0.00001234, "1.234e-5"],
  [0, "0"],
])("number %s is written %s", (value, text) => expect(formatNumber(value)).toBe(text))

test.each([
  [999, "999 bytes"],
  [61_194, "61.2 kB"],
  [1_500_000_000, "1.5 GB"],
])("%s bytes are written %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test.each([
  [0.05, "50 ms"],
  [4.04, "4.0 s"],
  [59.9, "60 s"],
  [65, "1 min 05 s"],
  [3840, "1 h 04 min"],
])("%s seconds are written %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text))

test.each([
  [10, "just now"],
  [180, "3 min. ago"],
  [7200, "2 hr. ago"],
  [86_400, "yesterday"],
])("%s seconds ago is written %s", (seconds, text) =>
  expect(formatAgo("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:00:00Z") + seconds * 1000)).toBe(text),
)

test("counts have their noun in the right number", () =>
  expect([counted(1, "row"), counted(1234, "row")]).toEqual(["1 row", "1,234 rows"]))

test("initials are of the first and the last name", () =>
  expect([initials("Ada King Lovelace"), initials("ada")]).toEqual(["AL", "A"]))
