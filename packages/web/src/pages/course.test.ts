import { expect, test } from "vitest"
import { axesOf, mainAxis, sayPlaces, sharedUnit, stepsASecond, unitOf } from "./course.ts"

const labels = (type: "ecd" | "gbm" | "linear") => axesOf(type).map(({ value, label }) => `${value}: ${label}`)

test("networks go by epochs of steps, trees by rounds alone", () => {
  expect(labels("ecd")).toEqual(["epoch: Epochs", "step: Steps", "seconds: Seconds"])
  expect(labels("gbm")).toEqual(["step: Rounds", "seconds: Seconds"])
  expect([mainAxis("gbm"), unitOf("gbm", "step"), unitOf("ecd", "step")]).toEqual(["step", "round", "step"])
})

test("an axis of several versions names all that they count, each once", () => {
  expect(sharedUnit(["gbm", "gbm"])).toBe("round")
  expect(sharedUnit(["ecd", "gbm", "ecd", "linear"])).toBe("epoch, round or fit")
})

test("progress is told in what is counted", () => {
  const progress = { epoch: 2, epochs: 6, step: 80, total_steps: 300, loss: 1, steps_per_second: 5, seconds_left: 1 }
  expect(sayPlaces("ecd", progress)).toEqual(["epoch 2 of at most 6", "step 80 of 300"])
  expect(sayPlaces("gbm", progress)).toEqual(["round 80 of at most 300"])
  expect(stepsASecond("gbm")).toBe("rounds a second")
})
