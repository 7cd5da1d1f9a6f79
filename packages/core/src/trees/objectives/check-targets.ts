// Targets and weights that an objective cannot be given.
import { FidelioError } from "../../errors.ts"
import type { ObjectiveData, TreeObjective } from "./objective.ts"

export function checkTargets({ targets, weights, classes }: ObjectiveData, { type, checkTarget }: TreeObjective): void {
  for (let row = 0; row < targets.length; row++) {
    const problem = checkTarget(targets[row]!, classes)
    if (problem !== undefined)
      throw new FidelioError("data/value", `${targets[row]} ${problem}, as ${type} needs.`, { at: `row ${row + 1}` })
    const weight = weights?.[row] ?? 1
    if (!(weight >= 0 && weight < Infinity))
      throw new FidelioError("data/value", `The weight ${weight} is not a finite number of 0 or more.`, {
        at: `row ${row + 1}`,
      })
  }
}
