// The preprocessing settings of a number column, as an input and as an output.
import { z } from "zod"
import { choice, flag, nonNegative, nullable, real } from "../../schema/fields.ts"

export const numberMissingValueStrategies = [
  "fill_with_const",
  "fill_with_mode",
  "fill_with_mean",
  "bfill",
  "ffill",
  "drop_row",
  "keep",
] as const
export const numberNormalizations = ["zscore", "minmax", "log1p", "iq", "robust", "quantile"] as const

type Strategy = (typeof numberMissingValueStrategies)[number]
type Normalization = (typeof numberNormalizations)[number]

const settings = (strategy: Strategy, normalization: Normalization) =>
  z.strictObject({
    missing_value_strategy: choice(
      numberMissingValueStrategies,
      strategy,
      "What is done with rows where it is missing; `keep` leaves it missing, for models that learn what that means (trees).",
    ),
    missing_value_indicator: flag(
      false,
      "Whether the model is told where the value was missing, by an input of its own, if any training row lacks it.",
    ),
    fill_value: real(0, "What missing values become with `fill_with_const`."),
    normalization: nullable(
      choice(
        numberNormalizations,
        normalization,
        "How values are scaled: `zscore` to mean 0 and deviation 1, `minmax` to 0…1, `log1p` to log(1 + x), `iq` and `robust` by median and quartile range, `quantile` to a normal distribution; null for not at all.",
        { impact: 3 },
      ),
    ),
    outlier_strategy: choice(
      numberMissingValueStrategies,
      null,
      "What is done with values further than `outlier_threshold` deviations from the mean; null keeps them.",
    ),
    outlier_threshold: nullable(nonNegative(3, "How many deviations from the mean make an outlier.")),
  })

export const numberInputPreprocessing = settings("fill_with_const", "zscore")
export const numberOutputPreprocessing = settings("drop_row", "zscore")
export type NumberPreprocessingSettings = z.output<typeof numberInputPreprocessing>
