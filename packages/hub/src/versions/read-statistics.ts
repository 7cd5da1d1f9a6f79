// What the files of a version say of its model: statistics of an evaluation, and which columns matter.
import { text } from "node:stream/consumers"
import type { Version } from "@fidelio/client"
import { testStatisticsName } from "@fidelio/engine"
import { z } from "zod"
import type { HubContext } from "../context.ts"
import type { FoundVersion } from "./read-versions.ts"

const statisticsSchema = z.record(z.string(), z.record(z.string(), z.json()))
const importanceSchema = z.record(z.string(), z.record(z.string(), z.object({ gain: z.number() })))

const importanceName = "feature_importance.json"

export interface VersionStatistics {
  split: "training" | "validation" | "test" | null
  outputs: z.output<typeof statisticsSchema>
  importance: { column: string; value: number }[] | null
}

/** Empty where the version is not ready, or came without. */
export async function readStatistics(
  { db, storage }: Pick<HubContext, "db" | "storage">,
  { id }: Pick<FoundVersion, "id">,
): Promise<VersionStatistics> {
  const files = await db
    .selectFrom("version_artifact")
    .select(["path", "sha256"])
    .where("version_id", "=", id)
    .where("path", "in", [testStatisticsName, importanceName])
    .execute()
  const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> => {
    const file = files.find((found) => found.path === path)
    if (file === undefined) return undefined
    return schema.safeParse(JSON.parse(await text(await storage.read(file.sha256)))).data // pushed ones may be otherwise
  }
  const { combined: _, ...outputs } = (await read(testStatisticsName, statisticsSchema)) ?? {}
  const gains = await read(importanceName, importanceSchema)
  const { split } = await db.selectFrom("version").select("split").where("id", "=", id).executeTakeFirstOrThrow()
  return {
    split: Object.keys(outputs).length === 0 ? null : evaluatedSplit(split),
    outputs,
    importance: gains === undefined ? null : shares(gains),
  }
}

/** The test split, or the one that stood in for it. */
function evaluatedSplit(split: Version["split"]): "training" | "validation" | "test" {
  if (split === null || split.test > 0) return "test"
  return split.validation > 0 ? "validation" : "training"
}

/** A column's part of what all splits gained, over all outputs; the greatest first. */
function shares(gains: z.output<typeof importanceSchema>): { column: string; value: number }[] {
  const sums = new Map<string, number>()
  const outputs = Object.values(gains)
  for (const columns of outputs) {
    const total = Object.values(columns).reduce((sum, { gain }) => sum + gain, 0)
    for (const [column, { gain }] of Object.entries(columns))
      sums.set(column, (sums.get(column) ?? 0) + (total > 0 ? gain / total / outputs.length : 0))
  }
  return Array.from(sums, ([column, value]) => ({ column, value })).toSorted((a, b) => b.value - a.value)
}
