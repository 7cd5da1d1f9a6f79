// What a run writes for TensorBoard.
import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { EvaluationDone } from "../training/callbacks.ts"
import { tensorBoardCallbacks } from "./tensorboard.ts"

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fidelio-tensorboard-"))
})
afterEach(() => rm(root, { recursive: true }))

const evaluation: EvaluationDone = {
  epoch: 1,
  step: 20,
  metrics: { training: { y: { accuracy: 0.5 } }, validation: { y: { accuracy: 0.25, roc_auc: null } } },
  losses: { training: 0.7, validation: null },
  validationField: "y",
  validationMetric: "accuracy",
  validationSplit: "validation",
  value: 0.25,
  best: 0.25,
  improved: true,
  evaluationsWithoutImprovement: 0,
  earlyStop: 5,
  seconds: 1,
}

test("each split that is there gets its file, with the metrics that are defined", () => {
  const callbacks = tensorBoardCallbacks(root, () => 1_700_000_000)
  expect(readdirSync(root)).toEqual([])
  callbacks.onEvaluationEnd?.(evaluation)
  expect(new Set(readdirSync(root))).toEqual(new Set(["training", "validation"]))
  const [file] = readdirSync(join(root, "validation"))
  const text = readFileSync(join(root, "validation", file ?? ""), "latin1")
  expect(text).toContain("y/epoch_accuracy")
  expect(text).not.toContain("roc_auc")
})
