// A setting of the 8-bit optimizers that configs may carry: clipping by recent gradient norms, which is off at 100.
import { z } from "zod"

export const percentileClipping = z
  .literal(100, {
    error: "clipping by percentile is not supported: leave it at 100 (off) and use trainer.gradient_clipping",
  })
  .default(100)
  .meta({ description: "The percentile of recent gradient norms that gradients are clipped at; 100 is off." })
