// Every combiner.
import type { Combiner } from "../define.ts"
import { concat } from "./concat.ts"

export const combiners = [concat] as const satisfies readonly Combiner[]
