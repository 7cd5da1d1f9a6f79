// The settings that are understood but not done here: what changes results is an error, what does not is a notice.
import { valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"
import { featuresOf, originOf, pathText, recordAt, remove } from "./draft.ts"
import type { Draft } from "./draft.ts"
import { featureParts } from "./features.ts"
import { supportTable, type SupportEntry } from "./support-table.ts"

/** Applies the table: takes out what no schema knows, says what has no effect, refuses what cannot be done. */
export function applySupport(draft: Draft): void {
  const written = draft.value["model_type"] ?? "ecd"
  const model = typeof written === "string" ? written : ""
  for (const entry of supportTable) {
    if (entry.models !== undefined && !entry.models.some((type) => type === model)) continue
    const keys = entry.path === "" ? [] : entry.path.split(".")
    const said = new Set<string>()
    for (const base of basesOf(draft, entry.in)) {
      const path = [...base, ...keys]
      const value = valueAt(draft.value, path)
      if (value === undefined) continue
      if (!asksNothing(entry, value)) report(draft, { entry, path, model }, said)
      if (entry.isDropped === true) remove(draft, path)
    }
  }
}

/** An empty list or section asks for nothing either. */
const asksNothing = ({ neutral }: SupportEntry, value: unknown): boolean =>
  neutral.includes(value) || (value !== null && typeof value === "object" && Object.keys(value).length === 0)

interface Found {
  readonly entry: SupportEntry
  readonly path: Path
  readonly model: string
}

function report(draft: Draft, { entry, path, model }: Found, said: Set<string>): void {
  const written = pathText(originOf(draft, path))
  if (said.has(written)) return
  said.add(written)
  if (entry.class === "withoutEffect") {
    draft.notices.push(`\`${written}\` has no effect: ${entry.reason}.`)
    return
  }
  const message =
    entry.class === "unsupported"
      ? `\`${written}\` is not available yet.`
      : `A ${model} model has no \`${String(path.at(-1))}\`; only networks do.`
  const hint = `${entry.reason.charAt(0).toUpperCase()}${entry.reason.slice(1)}.`
  draft.problems.push({ code: "config/value", path, part: "key", message, hint })
}

function* basesOf(draft: Draft, where: SupportEntry["in"]): Generator<Path> {
  if (where === "root") return yield []
  const isSide = (path: Path): boolean =>
    where === "feature" || path[0] === (where === "input" || where === "encoder" ? "input_features" : "output_features")
  const isPart = where === "encoder" || where === "decoder" || where === "loss"
  for (const [path] of featuresOf(draft)) if (isSide(path)) yield isPart ? [...path, where] : path
  if (isPart || where === "feature")
    for (const type of Object.keys(featureParts)) {
      const base = isPart ? ["defaults", type, where] : ["defaults", type]
      if (recordAt(draft, base) !== undefined) yield base
    }
}
