import { expect, test } from "vitest"
import type { Evaluation, LogLine } from "@fidelio/client"
import { withEvaluation, withLine } from "./training-events.ts"

const evaluation = (index: number, epoch = index): Evaluation => ({
  index,
  epoch,
  step: epoch,
  seconds: 0,
  metrics: {},
})
const line = (sequence: number): LogLine => ({ sequence, at: "2026-01-01T00:00:00Z", level: "info", message: "" })
const log = (next_cursor: string | null, ...sequences: readonly number[]) => ({
  pages: [{ items: sequences.map(line), next_cursor }],
  pageParams: [undefined],
})

test("evaluations stay in order, each once, the newest of equals", () => {
  const known = [evaluation(0), evaluation(2)]
  expect(withEvaluation(known, evaluation(1)).map(({ index }) => index)).toEqual([0, 1, 2])
  expect(withEvaluation(known, evaluation(2, 7))).toEqual([evaluation(0), evaluation(2, 7)])
})

test("a line of the log is added at its end", () =>
  expect(withLine(log(null, 1, 2), line(3)).pages[0]?.items.map(({ sequence }) => sequence)).toEqual([1, 2, 3]))

test("a line that is there already, or that belongs to a later page, is not added", () => {
  expect(withLine(log(null, 1, 2), line(2))).toEqual(log(null, 1, 2))
  expect(withLine(log("more", 1, 2), line(9))).toEqual(log("more", 1, 2))
})
