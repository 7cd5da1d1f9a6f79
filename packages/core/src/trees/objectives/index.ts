// Every objective of boosted trees.
import { invariant } from "../../errors.ts"
import { binary } from "./binary.ts"
import { multiclass } from "./multiclass.ts"
import type { TreeObjective } from "./objective.ts"
import { squaredError } from "./squared-error.ts"

export const treeObjectives: readonly TreeObjective[] = [binary, multiclass, squaredError]

export function treeObjective(type: string): TreeObjective {
  const found = treeObjectives.find((objective) => objective.type === type)
  invariant(found !== undefined, `there is no objective ${type}`)
  return found
}
