// Parquet files.
import { basename } from "node:path"
import { sql, sqlList } from "@fidelio/core"
import { escapeGlob } from "./csv.ts"
import type { DataEngine } from "./data-engine.ts"
import { bytesOf } from "./files.ts"
import { kindOfType, relationOf, type Relation } from "./relation.ts"

export async function openParquet(engine: DataEngine, paths: readonly string[]): Promise<Relation> {
  const from = sql`read_parquet(${sqlList(paths.map(escapeGlob))}, union_by_name = ${paths.length > 1}, hive_partitioning = false)`
  const described = await engine.query(sql`describe select * from ${from}`)
  const columns = described.map(([name, type]) => ({ name: String(name), kind: kindOfType(String(type)) }))
  const source = paths.length === 1 ? basename(paths[0]!) : `${basename(paths[0]!)} and ${paths.length - 1} more`
  return relationOf(from, columns, { source, files: paths, bytes: await bytesOf(paths, true), isQuickToRead: true })
}
