// Names of versions that move: production, champion.
import { z } from "zod"
import { json, none, operation } from "../operation.ts"
import { aliasNameSchema, nameSchema, numberSchema, pageOf, pageQuery, timeSchema, userRefSchema } from "./values.ts"
import { inRepository } from "./versions.ts"

export const moveAlias = operation({
  id: "moveAlias",
  method: "PUT",
  path: "/repositories/{repository}/aliases/{alias}",
  tag: "aliases",
  summary: "Let an alias name a version, if it still names the one that is expected.",
  access: "editor",
  params: z.strictObject({ repository: nameSchema, alias: aliasNameSchema }),
  body: z.strictObject({
    version: numberSchema,
    expected: numberSchema.nullable().meta({ description: "The version that it names now; null: the alias is new." }),
  }),
  answer: json(z.strictObject({ name: aliasNameSchema, version: numberSchema })),
})

export const listAliases = operation({
  id: "listAliases",
  method: "GET",
  path: "/repositories/{repository}/aliases",
  tag: "aliases",
  summary: "Aliases and the versions that they name.",
  access: "viewer",
  params: inRepository,
  answer: json(
    z.strictObject({
      items: z.array(
        z.strictObject({ name: z.string(), version: numberSchema, moved: timeSchema, moved_by: userRefSchema }),
      ),
    }),
  ),
})

export const deleteAlias = operation({
  id: "deleteAlias",
  method: "DELETE",
  path: "/repositories/{repository}/aliases/{alias}",
  tag: "aliases",
  summary: "Remove an alias, if it still names the version that is expected.",
  access: "editor",
  params: z.strictObject({ repository: nameSchema, alias: aliasNameSchema }),
  query: z.strictObject({ expected: z.coerce.number().int().min(1) }),
  answer: none,
})

export const listAliasMoves = operation({
  id: "listAliasMoves",
  method: "GET",
  path: "/repositories/{repository}/aliases/{alias}/moves",
  tag: "aliases",
  summary: "Where an alias has pointed, newest first.",
  access: "viewer",
  params: z.strictObject({ repository: nameSchema, alias: aliasNameSchema }),
  query: z.strictObject(pageQuery),
  answer: json(
    pageOf(
      z
        .strictObject({
          from: numberSchema.nullable(),
          to: numberSchema.nullable(),
          at: timeSchema,
          by: userRefSchema,
        })
        .meta({ id: "AliasMove" }),
    ),
  ),
})
