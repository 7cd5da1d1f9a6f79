// How two configs differ, every default resolved: a change is told from one that only a default makes.
import { writtenConfig, type Json } from "@fidelio/core"
import type { Change } from "@fidelio/client"
import { jsonChanges, placeText, type Place } from "./json-changes.ts"

export interface VersionConfig {
  /** As it was written, YAML. */
  readonly config: string
  /** With the defaults of its time. */
  readonly rendered_config: Json
}

/** The differences of two rendered configs; features are told by their names, not places. */
export function diffConfigs(before: VersionConfig, after: VersionConfig): Change[] {
  const [ours, theirs] = [writtenConfig(before.config), writtenConfig(after.config)]
  const changes = jsonChanges(before.rendered_config, after.rendered_config)
  return changes.map(({ place, ...change }) => ({
    path: placeText(place),
    ...change,
    is_default: !isWritten(ours, place) && !isWritten(theirs, place),
  }))
}

/** Whether a config says something at a place, itself or by what it says of all features of a type. */
function isWritten(written: Readonly<Record<string, unknown>>, place: Place): boolean {
  if (valueAt(written, place) !== undefined) return true
  const [list, feature, ...rest] = place
  if (feature === undefined || (list !== "input_features" && list !== "output_features")) return false
  const type = valueAt(written, [list, feature, "type"])
  return typeof type === "string" && rest.length > 0 && valueAt(written, ["defaults", type, ...rest]) !== undefined
}

/** What is at a place; things of a list by their names. */
function valueAt(value: unknown, place: Place): unknown {
  let found = value
  for (const key of place) {
    if (typeof found !== "object" || found === null) return undefined
    if (Array.isArray(found)) found = (found as readonly unknown[]).find((item) => nameOf(item) === key)
    else found = Object.hasOwn(found, key) ? (found as Readonly<Record<string, unknown>>)[key] : undefined
  }
  return found
}

const nameOf = (item: unknown): unknown =>
  typeof item === "object" && item !== null && "name" in item ? item.name : undefined
