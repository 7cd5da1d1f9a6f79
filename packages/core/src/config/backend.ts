// Where the work is done.
import { z } from "zod"
import { choice, positiveInt, text } from "../schema/fields.ts"

const local = z.strictObject({
  type: z.literal("local").describe("This machine."),
  device: choice(["cpu", "webgpu", "cuda"], "cpu", "What computes: the processor, or a graphics card.", { impact: 2 }),
  threads: positiveInt(
    null,
    "How many threads compute; null for as many as the model is worth, at most one a core. Wide layers are rounded otherwise by another number.",
  ),
  cache_dir: text(null, "Where encoded data are kept; null for beside the dataset."),
})
export const backend = z.discriminatedUnion("type", [local]).meta({ defaultType: "local" })
export type BackendSettings = z.output<typeof backend>
