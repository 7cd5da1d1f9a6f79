// Every objective of boosted trees.
import { invariant } from "../../errors.ts"
import { absoluteError } from "./absolute-error.ts"
import { binary } from "./binary.ts"
import { huber } from "./huber.ts"
import { lambdarank } from "./lambdarank.ts"
import { multiclass } from "./multiclass.ts"
import type { TreeObjective } from "./objective.ts"
import { ordinal } from "./ordinal.ts"
import { poisson } from "./poisson.ts"
import { quantile } from "./quantile.ts"
import { squaredError } from "./squared-error.ts"
import { tweedie } from "./tweedie.ts"

export const treeObjectives: readonly TreeObjective[] = [
  absoluteError,
  binary,
  huber,
  lambdarank,
  multiclass,
  ordinal,
  poisson,
  quantile,
  squaredError,
  tweedie,
]

export function treeObjective(type: string): TreeObjective {
  const found = treeObjectives.find((objective) => objective.type === type)
  invariant(found !== undefined, `there is no objective ${type}`)
  return found
}
