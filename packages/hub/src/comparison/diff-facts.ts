// How two models, and the places where they were trained, differ.
import type { Change, Version } from "@fidelio/client"
import { jsonChanges, placeText, type JsonChange } from "./json-changes.ts"

const told = (changes: readonly JsonChange[]): Change[] =>
  changes.map(({ place, ...change }) => ({ path: placeText(place), ...change, is_default: false }))

/** Parameters, and layers by their names. */
export const diffModel = (before: Version["model"], after: Version["model"]): Change[] =>
  told(jsonChanges(countedParts(before), countedParts(after)))

/** Trees have no parameters: their none is no figure to set against another. */
function countedParts(model: Version["model"]) {
  if (model === null) return {}
  const hasParameters = model.parameters > 0
  const layers = model.layers.map(({ name, description, parameters, trees, leaves }) => ({
    name,
    description,
    ...(hasParameters && { parameters }),
    ...(trees !== undefined && { trees }),
    ...(leaves !== undefined && { leaves }),
  }))
  return { ...(hasParameters && { parameters: model.parameters }), layers }
}

type Trained = Pick<Version, "environment" | "seed">

/** Versions, machine and seed. */
export const diffEnvironment = (before: Trained, after: Trained): Change[] =>
  told(jsonChanges({ seed: before.seed, ...before.environment }, { seed: after.seed, ...after.environment }))
