// Every migration, in the order in which they run. A migration that was released is never edited.
import type { Migration } from "kysely/migration"
import { tables } from "./0001-tables.ts"
import { versions } from "./0002-versions.ts"
import { memberRenames } from "./0003-member-renames.ts"

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-tables": tables,
  "0002-versions": versions,
  "0003-member-renames": memberRenames,
}
