// What of a config was written, in the config's present form: what is not in it, a default filled in.
import { isRecord } from "../schema/walk.ts"
import { createDraft } from "./draft.ts"
import { expandShorthands } from "./fill.ts"
import { migrate } from "./migrations.ts"
import { readSource } from "./source.ts"

/** The written part of a config, old names brought to the present ones; empty where the text is no config. */
export function writtenConfig(text: string): Readonly<Record<string, unknown>> {
  const { value } = readSource(text.replace(/^\uFEFF/, ""), "config")
  if (!isRecord(value)) return {}
  const draft = createDraft(value)
  migrate(draft)
  expandShorthands(draft)
  return draft.value
}
