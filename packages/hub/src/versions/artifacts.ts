// The files of a version: listed, and opened by their SHA-256, which must be that of one of its files.
import { basename } from "node:path"
import type { Kysely } from "kysely"
import type { Artifact } from "@fidelio/client"
import type { HubContext } from "../context.ts"
import type { Database } from "../db/schema.ts"
import { notFound } from "../repositories/find-repository.ts"
import type { FileAnswer } from "../route.ts"
import type { FoundVersion } from "./read-versions.ts"

export const listArtifacts = (db: Kysely<Database>, { id }: Pick<FoundVersion, "id">): Promise<Artifact[]> =>
  db
    .selectFrom("version_artifact as a")
    .innerJoin("blob as b", "b.sha256", "a.sha256")
    .select(["a.path", "a.sha256", "b.bytes", "a.media_type"])
    .where("a.version_id", "=", id)
    .orderBy("a.path")
    .execute()

export async function openArtifact(
  { db, storage }: Pick<HubContext, "db" | "storage">,
  version: Pick<FoundVersion, "id" | "repository" | "number">,
  sha256: string,
): Promise<FileAnswer> {
  const file = (await listArtifacts(db, version)).find((artifact) => artifact.sha256 === sha256)
  if (file === undefined) throw notFound(`${version.repository}@${version.number} has no file ${sha256}.`)
  return { content: await storage.read(sha256), bytes: file.bytes, name: basename(file.path), sha256 }
}
