// Every optimizer.
import type { Optimizer } from "../define.ts"
import { adadelta } from "./adadelta.ts"
import { adagrad } from "./adagrad.ts"
import { adam } from "./adam.ts"
import { adamax } from "./adamax.ts"
import { adamw } from "./adamw.ts"
import { lamb } from "./lamb.ts"
import { lion } from "./lion.ts"
import { nadam } from "./nadam.ts"
import { radam } from "./radam.ts"
import { rmsprop } from "./rmsprop.ts"
import { sgd } from "./sgd.ts"

export const optimizers = [
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  lamb,
  lion,
  nadam,
  radam,
  rmsprop,
  sgd,
] as const satisfies readonly Optimizer[]
