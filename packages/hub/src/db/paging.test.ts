import { expect, test } from "vitest"
import { z } from "zod"
import { pageOf, readCursor } from "./paging.ts"

const schema = z.tuple([z.iso.datetime(), z.uuid()])
const id = "0b6a9bd1-9b5c-4b6e-9d0e-0a4a7a2f6c11"
const rows = [1, 2, 3].map((day) => ({ at: new Date(Date.UTC(2026, 0, day, 1, 2, 3, 456)), id }))
const parts = {
  keyOf: ({ at, id: of }: (typeof rows)[number]) => [at, of],
  itemOf: ({ at }: (typeof rows)[number]) => at.getUTCDate(),
}

test("a page has what was asked for, and a cursor where there is more", () => {
  const page = pageOf(rows, 2, parts)
  expect(page.items).toEqual([1, 2])
  expect(readCursor(page.next_cursor ?? "", schema)).toEqual([rows[1]!.at.toISOString(), id])
  expect(pageOf(rows, 3, parts)).toMatchObject({ items: [1, 2, 3], next_cursor: null })
  expect(pageOf([], 3, parts)).toEqual({ items: [], next_cursor: null })
  expect(readCursor(undefined, schema)).toBeUndefined()
})

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

test.for([
  ["no base64", "%%%"],
  ["no JSON", Buffer.from("{").toString("base64url")],
  ["another shape", cursor({ at: 1 })],
  ["another list's", cursor([7])],
  ["no time", cursor(["yesterday", id])],
  ["SQL", cursor(["2026-01-01T00:00:00.000Z", "'; drop table version; --"])],
])("a cursor that is %s is refused", ([, given]) => {
  expect(() => readCursor(given, schema)).toThrow(expect.objectContaining({ code: "hub/request", at: "cursor" }))
})
