// Every encoder of binaries: those of numbers that make sense for 0 and 1.
import type { Encoder } from "../../define.ts"
import { dense } from "../number/dense.ts"
import { passthrough } from "../number/passthrough.ts"

export const binaryEncoders = [dense, passthrough] as const satisfies readonly Encoder[]
