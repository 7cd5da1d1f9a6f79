// Where the work is done.
import { z } from "zod"
import { choice, positiveInt, text } from "../schema/fields.ts"

export const backend = z.strictObject({
  type: z.literal("local").default("local").describe("This machine."),
  device: choice(["cpu", "webgpu", "cuda"], "cpu", "What computes: the processor, or a graphics card.", { impact: 2 }),
  threads: positiveInt(null, "How many threads compute; null for one a core."),
  cache_dir: text(null, "Where encoded data are kept; null for beside the dataset."),
})
export type BackendSettings = z.output<typeof backend>
