// The settings of fitting linear models.
import { z } from "zod"
import { linearSettings } from "../linear/settings.ts"
import { followed } from "./trainer.ts"

export const linearTrainer = z.strictObject({ ...linearSettings, ...followed })
export type LinearTrainerSettings = z.output<typeof linearTrainer>
