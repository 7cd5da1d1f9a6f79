// JSON files: a list of objects, or one object a line.
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import { DataError, sql, sqlList } from "@fidelio/core"
import { escapeGlob } from "./csv.ts"
import type { DataEngine } from "./data-engine.ts"
import { bytesOf } from "./files.ts"
import { kindOfType, relationOf, type Relation } from "./relation.ts"

/** Up to this size all objects are looked at to tell the columns' types. */
const wholeBelow = 1 << 26
const sampledObjects = 200_000

export async function openJson(engine: DataEngine, paths: readonly string[], lines: boolean): Promise<Relation> {
  let size = 0
  for (const path of paths) {
    const found = await stat(path)
    if (found.size === 0) throw new DataError("data/empty", `${basename(path)} is empty`, { at: path })
    size += found.size
  }
  const sample = size <= wholeBelow ? -1 : sampledObjects
  const format = lines ? "newline_delimited" : "auto"
  // Texts that look like times stay as they are written.
  const from = sql`read_json(${sqlList(paths.map(escapeGlob))}, format = ${format}, union_by_name = true, sample_size = ${sample}, dateformat = '%%%%', timestampformat = '%%%%', maximum_object_size = 67108864)`
  const described = await engine.query(sql`describe select * from ${from}`)
  const columns = described.map(([name, type]) => ({ name: String(name), kind: kindOfType(String(type)) }))
  const source = paths.length === 1 ? basename(paths[0]!) : `${basename(paths[0]!)} and ${paths.length - 1} more`
  if (columns.length === 1 && columns[0]!.name === "json") {
    throw new DataError("data/unreadable", `${source} holds no list of objects`, {
      at: paths[0],
      hint: 'a table is written as [{"column": value, …}, …] or as one such object a line',
    })
  }
  return relationOf(from, columns, { source, files: paths, bytes: await bytesOf(paths) })
}
