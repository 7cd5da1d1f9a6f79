// Every encoder of categories.
import type { Encoder } from "../../define.ts"
import { dense } from "./dense.ts"
import { hash } from "./hash.ts"
import { onehot } from "./onehot.ts"
import { passthrough } from "./passthrough.ts"
import { sparse } from "./sparse.ts"
import { target } from "./target.ts"

export const categoryEncoders = [dense, hash, onehot, passthrough, sparse, target] as const satisfies readonly Encoder[]
