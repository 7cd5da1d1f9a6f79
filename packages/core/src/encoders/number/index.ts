// Every encoder of numbers.
import type { Encoder } from "../../define.ts"
import { bins } from "./bins.ts"
import { dense } from "./dense.ts"
import { passthrough } from "./passthrough.ts"
import { periodic } from "./periodic.ts"
import { ple } from "./ple.ts"

export const numberEncoders = [bins, dense, passthrough, periodic, ple] as const satisfies readonly Encoder[]
