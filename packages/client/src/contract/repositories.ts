// Model repositories: the versions of one use case, and drafts of the next.
import { z } from "zod"
import { accepted, created, json, none, operation } from "../operation.ts"
import {
  datasetRefSchema,
  descriptionSchema,
  idSchema,
  nameSchema,
  pageOf,
  pageQuery,
  timeSchema,
  userRefSchema,
  versionKeySchema,
  versionPlaceSchema,
} from "./values.ts"
import { versionSchema, versionSummarySchema } from "./versions.ts"

const tag = "repositories"

const tagsSchema = z.array(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,31}$/)).max(20)

export const repositorySchema = z
  .strictObject({
    name: nameSchema,
    description: descriptionSchema,
    owner: userRefSchema,
    tags: tagsSchema,
    forked_from: versionPlaceSchema.nullable(),
    versions: z.int(),
    latest: versionSummarySchema.nullable(),
    /** Alias → version. */
    aliases: z.record(z.string(), z.int()),
    /** Names of the data that its versions learned from. */
    datasets: z.array(z.string()),
    contributors: z.array(userRefSchema),
    created: timeSchema,
    updated: timeSchema,
  })
  .meta({ id: "Repository" })

export const draftSchema = z
  .strictObject({
    id: idSchema,
    repository: z.string(),
    config: z.string(),
    dataset: z.string().nullable().meta({ description: "`name@revision`." }),
    parent: versionPlaceSchema.nullable(),
    description: z.string(),
    author: userRefSchema,
    created: timeSchema,
    updated: timeSchema,
  })
  .meta({ id: "Draft" })

const params = z.strictObject({ repository: nameSchema })
const draftParams = z.strictObject({ repository: nameSchema, id: idSchema })

const draftBody = {
  config: z.string().max(1_000_000),
  dataset: datasetRefSchema.nullable(),
  description: descriptionSchema,
}

export const listRepositories = operation({
  id: "listRepositories",
  method: "GET",
  path: "/repositories",
  tag,
  summary: "Model repositories; `search` looks into names, descriptions and tags.",
  access: "viewer",
  query: z.strictObject({
    ...pageQuery,
    search: z.string().max(200).optional(),
    tag: z.string().max(32).optional(),
    owner: idSchema.optional(),
    sort: z.enum(["updated", "name"]).default("updated"),
  }),
  answer: json(pageOf(repositorySchema)),
})

export const createRepository = operation({
  id: "createRepository",
  method: "POST",
  path: "/repositories",
  tag,
  summary: "A repository for the models of one use case.",
  access: "editor",
  body: z.strictObject({
    name: nameSchema,
    description: descriptionSchema.default(""),
    tags: tagsSchema.default([]),
  }),
  answer: created(repositorySchema),
  isCreation: true,
})

export const getRepository = operation({
  id: "getRepository",
  method: "GET",
  path: "/repositories/{repository}",
  tag,
  summary: "A repository.",
  access: "viewer",
  params,
  answer: json(repositorySchema),
})

export const updateRepository = operation({
  id: "updateRepository",
  method: "PATCH",
  path: "/repositories/{repository}",
  tag,
  summary: "Change description, tags or owner.",
  access: "editor",
  params,
  body: z.strictObject({
    description: descriptionSchema.optional(),
    tags: tagsSchema.optional(),
    owner: idSchema.optional(),
  }),
  answer: json(repositorySchema),
})

export const deleteRepository = operation({
  id: "deleteRepository",
  method: "DELETE",
  path: "/repositories/{repository}",
  tag,
  summary: "Delete a repository without aliases and without trainings under way. Its name stays taken.",
  access: "admin",
  params,
  answer: none,
})

export const listDrafts = operation({
  id: "listDrafts",
  method: "GET",
  path: "/repositories/{repository}/drafts",
  tag: "drafts",
  summary: "Drafts, the last changed first.",
  access: "viewer",
  params,
  query: z.strictObject(pageQuery),
  answer: json(pageOf(draftSchema)),
})

export const createDraft = operation({
  id: "createDraft",
  method: "POST",
  path: "/repositories/{repository}/drafts",
  tag: "drafts",
  summary: "A draft of the next version: of a config and data, or, with `parent`, of what that version had.",
  access: "editor",
  params,
  body: z.strictObject({
    config: draftBody.config.optional(),
    dataset: draftBody.dataset.optional(),
    parent: versionKeySchema.optional(),
    description: descriptionSchema.default(""),
  }),
  answer: created(draftSchema),
  isCreation: true,
})

export const getDraft = operation({
  id: "getDraft",
  method: "GET",
  path: "/repositories/{repository}/drafts/{id}",
  tag: "drafts",
  summary: "A draft.",
  access: "viewer",
  params: draftParams,
  answer: json(draftSchema),
})

export const updateDraft = operation({
  id: "updateDraft",
  method: "PATCH",
  path: "/repositories/{repository}/drafts/{id}",
  tag: "drafts",
  summary: "Edit a draft.",
  access: "editor",
  params: draftParams,
  body: z.strictObject({
    config: draftBody.config.optional(),
    dataset: draftBody.dataset.optional(),
    description: draftBody.description.optional(),
  }),
  answer: json(draftSchema),
})

export const deleteDraft = operation({
  id: "deleteDraft",
  method: "DELETE",
  path: "/repositories/{repository}/drafts/{id}",
  tag: "drafts",
  summary: "Throw a draft away.",
  access: "editor",
  params: draftParams,
  answer: none,
})

export const trainDraft = operation({
  id: "trainDraft",
  method: "POST",
  path: "/repositories/{repository}/drafts/{id}/train",
  tag: "drafts",
  summary: "Train a draft: it becomes the next version.",
  access: "editor",
  params: draftParams,
  body: z.strictObject({
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(42),
  }),
  answer: accepted(versionSchema),
  isCreation: true,
})

export type Repository = z.output<typeof repositorySchema>
export type Draft = z.output<typeof draftSchema>
