// JSON that is written already: what is asked for again and again is not made of objects each time.
import type { Page } from "@fidelio/client"

export class JsonText<T> {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** What it says. */
  read(): T {
    return JSON.parse(this.text) as T // as whoever wrote it says
  }
}

/** A page of items that are written already. */
export const pageText = <Item>({ items, next_cursor }: Page<string>): JsonText<Page<Item>> =>
  new JsonText(`{"items":[${items.join(",")}],"next_cursor":${JSON.stringify(next_cursor)}}`)
