// The settings of a linear model.
import { z } from "zod"
import { choice, flag, fraction, nonNegative, positive, positiveInt } from "../schema/fields.ts"

/** Both penalties are of the mean loss, so that they mean the same for any number of rows. */
export const linearSettings = {
  l1: nonNegative(0, "The penalty on the sum of the coefficients' sizes, beside the mean loss (lasso).", {
    impact: 3,
    tune: { scale: "log", range: [1e-5, 1] },
  }),
  l2: nonNegative(0, "The penalty on half the sum of the coefficients' squares, beside the mean loss (ridge).", {
    impact: 3,
    tune: { scale: "log", range: [1e-7, 1] },
  }),
  standardize: flag(
    true,
    "Whether the penalties are on the coefficients of numbers scaled to unit variance; if not, on those of the numbers as they are.",
  ),
  fit_intercept: flag(true, "Whether there is an intercept; no penalty is on it."),
  family: choice(
    ["squared_error", "poisson"],
    "squared_error",
    "What a number output is taken for: a value with normal errors, or a count (Poisson, log link).",
    { impact: 2 },
  ),
  tolerance: positive(1e-8, "How near to the minimum fitting ends: the gradient's size, per standard deviation.", {
    impact: 1,
  }),
  max_iterations: positiveInt(1000, "How many iterations fitting takes at most.", { impact: 1 }),
  confidence_level: fraction(0.95, "How likely the confidence intervals cover the true coefficients."),
}

const schema = z.strictObject(linearSettings)
export type LinearSettings = z.output<typeof schema>

/** Settings with the defaults for those left out. */
export const completeLinearSettings = (settings: Partial<LinearSettings>): LinearSettings => schema.parse(settings)
