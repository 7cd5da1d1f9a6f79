// A rule between settings: a small function that says what contradicts what, and where.
import { orList } from "../../schema/expectation.ts"
import type { Path } from "../../schema/walk.ts"
import type { Problem } from "../draft.ts"
import type { Config } from "../root.ts"
import { nearest } from "../suggest.ts"

export type Check<C extends Config = Config> = (config: C) => readonly Problem[]

export const rule = (path: Path, message: string, hint?: string): Problem => ({
  code: "config/rule",
  path,
  part: "value",
  message,
  hint,
})

export const didYouMean = (written: string, known: readonly string[]): string => {
  const meant = nearest(written, known)
  return meant === undefined ? `Known: ${orList(known).replace(/ or ([^ ]*)$/, ", $1")}.` : `Did you mean \`${meant}\`?`
}
