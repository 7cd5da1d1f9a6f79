import { expect, test } from "vitest"
import { stagesOf } from "./stages.ts"

const time = (seconds: number) => `2026-01-01T00:00:0${seconds}Z`
const stages = { queued: time(0), preprocessing: time(1), training: time(2), evaluating: null }
const states = (line: ReturnType<typeof stagesOf>) => line.map(({ name, state }) => `${name} ${state}`)

test("a training under way is at its last stage that began", () => {
  const line = stagesOf({ status: "training", stages, ended: null })
  expect(states(line)).toEqual([
    "queued done",
    "preprocessing done",
    "training current",
    "evaluating ahead",
    "ready ahead",
  ])
  expect(line[1]).toMatchObject({ began: time(1), ended: time(2) })
  expect(line[2]).toMatchObject({ began: time(2), ended: null })
})

test("a failed one broke off where it was", () =>
  expect(states(stagesOf({ status: "failed", stages, ended: time(5) }))).toEqual([
    "queued done",
    "preprocessing done",
    "training broken",
    "evaluating ahead",
    "failed broken",
  ]))

test("all is done of a ready one", () => {
  const line = stagesOf({ status: "ready", stages: { ...stages, evaluating: time(4) }, ended: time(5) })
  expect(line.every(({ state }) => state === "done")).toBe(true)
  expect(line[3]).toMatchObject({ began: time(4), ended: time(5) })
})
