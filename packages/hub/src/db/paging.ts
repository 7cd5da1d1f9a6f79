// Pages of a list by the place of their last row, so that rows that come and go move nothing.
import { FidelioError } from "@fidelio/core/errors"
import type { Page } from "@fidelio/client"
import type { z } from "zod"
import { checkStorable } from "../http/storable.ts"

/**
 * The values of the sort columns of the last row that was shown, checked: a cursor comes from outside.
 *
 * @example
 * ```ts
 * const after = readCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
 * if (after !== undefined) select = select.where(sql`(updated, id)`, "<", sql`(${after[0]}, ${after[1]})`)
 * ```
 */
export function readCursor<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined
  const read = schema.safeParse(parse(cursor))
  if (read.success) {
    checkStorable("cursor", read.data)
    return read.data
  }
  throw new FidelioError("hub/request", "The cursor is none of this list.", {
    at: "cursor",
    hint: 'Give "next_cursor" of the page before as it is, or none for the first page.',
  })
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString())
  } catch {
    return undefined // refused by every schema
  }
}

const cursorOf = (values: readonly unknown[]): string => Buffer.from(JSON.stringify(values)).toString("base64url")

export interface PageParts<Row, Item> {
  readonly keyOf: (row: Row) => readonly (string | number | Date)[]
  readonly itemOf: (row: Row) => Item
}

/** A page of rows that were read with `limit + 1`; `keyOf` gives the values of the sort columns. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { keyOf, itemOf }: PageParts<Row, Item>,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    next_cursor: rows.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null,
  }
}
