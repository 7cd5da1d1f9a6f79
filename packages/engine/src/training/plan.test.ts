import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isEvaluationStep, nextStretch, planTraining, type Plan } from "./plan.ts"

const settings = { epochs: 3, train_steps: null, steps_per_checkpoint: 0, checkpoints_per_epoch: 0 }

/** Every stretch of a plan, in order. */
function stretches(plan: Plan, limit: number) {
  const all = []
  for (let step = 0; step < plan.totalSteps;) {
    const stretch = nextStretch(plan, step, limit)
    all.push({ ...stretch, step })
    step += stretch.steps
  }
  return all
}

const anyPlan = fc
  .record({
    rows: fc.integer({ min: 1, max: 200 }),
    batchSize: fc.integer({ min: 1, max: 50 }),
    accumulation: fc.integer({ min: 1, max: 5 }),
    steps_per_checkpoint: fc.integer({ min: 0, max: 20 }),
    train_steps: fc.option(fc.integer({ min: 1, max: 40 })),
  })
  .map(({ rows, ...rest }) => planTraining(rows, { ...settings, ...rest }))

describe("a plan", () => {
  it("gives every batch rows that are there, whatever is asked for", () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 60 }), (plan, limit) => {
        for (const { steps, batchSize, firstRow } of stretches(plan, limit)) {
          expect(batchSize).toBeGreaterThan(0)
          expect(batchSize).toBeLessThanOrEqual(plan.batchSize)
          expect(firstRow + steps * batchSize * plan.accumulation).toBeLessThanOrEqual(plan.rows)
        }
      }),
    )
  })

  it("leaves out fewer rows of an epoch than an update has batches", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const epoch = stretches({ ...plan, totalSteps: plan.stepsPerEpoch }, 10)
        const seen = epoch.reduce((sum, { steps, batchSize }) => sum + steps * batchSize * plan.accumulation, 0)
        expect(plan.rows - seen).toBeGreaterThanOrEqual(0)
        expect(plan.rows - seen).toBeLessThan(plan.accumulation)
      }),
    )
  })

  it("does not step over an evaluation", () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 60 }), (plan, limit) => {
        for (const { step, steps } of stretches(plan, limit)) {
          for (let inside = step + 1; inside < step + steps; inside++)
            expect(isEvaluationStep(plan, inside)).toBe(false)
        }
        expect(isEvaluationStep(plan, plan.totalSteps)).toBe(true)
      }),
    )
  })
})
