// Schemas that several operations share: names, references, pages, problems.
import { z } from "zod"

/** Of repositories, datasets and aliases: what is safe in an address, a file name and a shell. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/,
    "a name has 1 to 64 of a–z, 0–9, '.', '_' and '-', and begins and ends with a letter or digit",
  )
  .meta({ id: "Name" })

/** Aliases are never numbers, so that `titanic@3` and `titanic@production` cannot be confused. */
export const aliasNameSchema = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9._-]{0,62}[a-z0-9])?$/,
    "an alias begins with a letter and has up to 64 of a–z, 0–9, '.', '_' and '-'",
  )
  .meta({ id: "AliasName" })

/** A version's number, or an alias of it. */
export const versionKeySchema = z
  .string()
  .regex(/^(?:[1-9][0-9]{0,8}|[a-z](?:[a-z0-9._-]{0,62}[a-z0-9])?)$/, "a version is a number or an alias")

/** `titanic@3` or `titanic@production`. */
export const versionRefSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?@(?:[1-9][0-9]{0,8}|[a-z](?:[a-z0-9._-]{0,62}[a-z0-9])?)$/,
    "a version is written repository@number or repository@alias",
  )

/** `titanic` (its newest revision) or `titanic@2`. */
export const datasetRefSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?(?:@[1-9][0-9]{0,8})?$/, "a dataset is written name or name@revision")

export const idSchema = z.uuid()
export const timeSchema = z.iso.datetime().meta({ description: "ISO 8601, UTC." })
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
export const numberSchema = z.int().min(1)
export const descriptionSchema = z.string().max(10_000)

/** Text from an address that is a whole number. */
export const numberTextSchema = z.coerce.number().int().min(1).max(1_000_000_000)

export const roleSchema = z.enum(["viewer", "editor", "admin"]).meta({ id: "Role" })

export const userRefSchema = z.strictObject({ id: idSchema, name: z.string() }).meta({ id: "UserRef" })

export const versionPlaceSchema = z
  .strictObject({ repository: z.string(), number: numberSchema })
  .meta({ id: "VersionPlace", description: "A version by its repository and number." })

export const datasetPlaceSchema = z
  .strictObject({ name: z.string(), revision: numberSchema, sha256: sha256Schema })
  .meta({ id: "DatasetPlace", description: "A revision of a dataset, and the fingerprint of its rows' file." })

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: "Address of the error's page." }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable: `hub/not-found`." }),
    detail: z.string().meta({ description: "What was found and what was expected." }),
    at: z.string().optional().meta({ description: "Where: a field, a column, a line of the config." }),
    hint: z.string().optional().meta({ description: "What to do." }),
    problems: z
      .array(
        z.strictObject({
          code: z.string(),
          message: z.string(),
          at: z.string().optional(),
          line: z.int().optional(),
          column: z.int().optional(),
          hint: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457." })

/** Query of a list: the cursor of the page before, and how many at most. */
export const pageQuery = {
  cursor: z.string().max(500).optional().meta({ description: "`next_cursor` of the page before." }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: "Items of a page." }),
}

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() })

/** Feature → metric → value; `combined` holds what training minimizes. */
export const splitMetricsSchema = z.record(z.string(), z.record(z.string(), z.number().nullable()))

export const metricsSchema = z
  .strictObject({
    training: splitMetricsSchema.optional(),
    validation: splitMetricsSchema.optional(),
    test: splitMetricsSchema.optional(),
  })
  .meta({ id: "Metrics" })

/** Any JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export const jsonSchema: z.ZodType<JsonValue, JsonValue> = z.json() as z.ZodType<JsonValue, JsonValue> // read only

export const directionSchema = z.enum(["maximize", "minimize"])

export type UserRef = z.output<typeof userRefSchema>
export type Role = z.output<typeof roleSchema>
export type Problem = z.output<typeof problemSchema>
export type Metrics = z.output<typeof metricsSchema>
export type SplitMetrics = z.output<typeof splitMetricsSchema>
export type VersionPlace = z.output<typeof versionPlaceSchema>
export type DatasetPlace = z.output<typeof datasetPlaceSchema>
export interface Page<T> {
  readonly items: readonly T[]
  readonly next_cursor: string | null
}
