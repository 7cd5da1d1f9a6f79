// What an event of a training adds to what is known of it.
import type { InfiniteData } from "@tanstack/react-query"
import type { Evaluation, LogLine, Page } from "@fidelio/client"

/** In order, each once: a training that is taken up again evaluates some places a second time. */
export const withEvaluation = (known: readonly Evaluation[], added: Evaluation): Evaluation[] =>
  [...known.filter(({ index }) => index !== added.index), added].toSorted((a, b) => a.index - b.index)

type Log = InfiniteData<Page<LogLine>, unknown>

/** Only where the log is read to its end; otherwise the line comes with the rest of it. */
export function withLine<T extends Log>(log: T, line: LogLine): T {
  const last = log.pages.at(-1)
  const newest = log.pages.flatMap(({ items }) => items).at(-1)
  if (last === undefined || last.next_cursor !== null || (newest?.sequence ?? -1) >= line.sequence) return log
  return { ...log, pages: [...log.pages.slice(0, -1), { ...last, items: [...last.items, line] }] }
}
