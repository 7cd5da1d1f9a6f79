// What holds for every setting of the config: it is explained, has the default that its kind has elsewhere, and a wrong value is an error with a place.
import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { ConfigError, formatConfig, parseConfig, parseConfigObject } from "../../packages/core/src/index.ts"
import { differences } from "../../packages/core/src/config/differences.ts"
import { featureParts } from "../../packages/core/src/config/features.ts"
import { modelTypes, type ModelType } from "../../packages/core/src/config/root.ts"
import { supportTable } from "../../packages/core/src/config/support-table.ts"
import { decayNames } from "../../packages/core/src/config/trainer.ts"
import { featureTypes } from "../../packages/core/src/features/index.ts"
import { schedules } from "../../packages/core/src/schedules/index.ts"
import { choicesOf, fieldsOf, objectFor, schemaAt, unwrap } from "../../packages/core/src/schema/walk.ts"

const plain = {
  input_features: [
    { name: "a", type: "number" },
    { name: "b", type: "binary" },
    { name: "c", type: "category" },
  ],
  output_features: [{ name: "y", type: "category" }],
}

const root = modelTypes.ecd
const typeNames = Object.keys(modelTypes) as readonly ModelType[]
const fieldsByType = Object.fromEntries(typeNames.map((type) => [type, [...fieldsOf(modelTypes[type])]]))
const fields = typeNames.flatMap((type) => fieldsByType[type] ?? [])
const sectionOf = (path: readonly string[]): z.ZodType => {
  let schema: z.ZodType = root
  for (const key of path) {
    const { schema: inner } = unwrap(schema)
    const next = key.startsWith("(")
      ? choicesOf(inner)?.members.get(key.slice(1, -1))
      : key === "[]"
        ? (inner as z.ZodArray).element
        : (inner as z.ZodObject).shape[key]
    schema = next as z.ZodType
  }
  return schema
}

describe("config › every setting", () => {
  /** What a config must write itself. */
  const required = new Set(["model_type", "name", "type", "input_features", "output_features", "column"])

  it("has a sentence", () => {
    const silent = fields.filter(
      ({ schema }) => schema.meta()?.description === undefined && !(unwrap(schema).schema instanceof z.ZodLiteral),
    )
    expect(silent.map(({ path }) => path.join("."))).toEqual([])
  })

  it("has a default, or is required on purpose", () => {
    const open = fields.filter(({ schema, path }) => !unwrap(schema).isOptional && !required.has(path.at(-1) ?? ""))
    expect(open.map(({ path }) => path.join("."))).toEqual([])
  })

  it("has a default that it allows itself", () => {
    const wrong = fields.filter(({ schema, path }) => {
      const { isOptional } = unwrap(schema)
      return isOptional && !path.includes("defaults") && !schema.safeParse(undefined).success
    })
    expect(wrong.map(({ path }) => path.join("."))).toEqual([])
  })
})

describe("config › the lists it is made of", () => {
  it("are those of the feature types", () => {
    for (const { type, encoders, output } of featureTypes) {
      const parts = featureParts[type as keyof typeof featureParts]
      expect(parts.encoders).toBe(encoders)
      expect(parts.decoders).toBe(output?.decoders)
      expect(parts.losses).toBe(output?.losses)
      expect(
        schemaAt(root, ["output_features", 0, "default_validation_metric"], { output_features: [{ type }] })?.parse(
          undefined,
        ),
      ).toBe(output?.defaultMetric)
    }
  })

  it("have every schedule", () => {
    expect([...decayNames].toSorted()).toEqual(schedules.map(({ type }) => type).toSorted())
  })
})

type Facts = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const facts = JSON.parse(readFileSync(new URL("../fixtures/config-defaults.json", import.meta.url), "utf8")) as Facts

/** Where each group of the fixture stands in a config. */
function placeOf(group: string): z.ZodType {
  const [kind = "", ...rest] = group.split(".")
  const [type = "", component = ""] = rest
  if (kind === "inputs" || kind === "outputs") return sectionOf([`${kind.slice(0, -1)}_features`, "[]", `(${type})`])
  if (kind === "encoders") return sectionOf(["input_features", "[]", `(${type})`, "encoder", `(${component})`])
  if (kind === "decoders") return sectionOf(["output_features", "[]", `(${type})`, "decoder", `(${component})`])
  if (kind === "losses") return sectionOf(["output_features", "[]", `(${type})`, "loss", `(${component})`])
  if (kind === "combiner") return sectionOf(["combiner", `(${type})`])
  if (kind === "optimizer") return sectionOf(["trainer", "optimizer", `(${type})`])
  if (kind === "split") return sectionOf(["preprocessing", "split", `(${type})`])
  if (["learning_rate_scheduler", "gradient_clipping", "profiler"].includes(kind)) return sectionOf(["trainer", kind])
  if (kind === "preprocessing" && rest.length > 0)
    return sectionOf([`${type.slice(0, -1)}_features`, "[]", `(${component})`, "preprocessing"])
  return sectionOf([kind])
}

/** Keys that are taken out before the schema is applied. */
const taken = new Set(supportTable.filter((entry) => entry.isDropped).map((entry) => entry.path.split(".").at(-1)))

describe("config › defaults are those of the configs it must run", () => {
  it.each(Object.keys(facts))("%s", (group) => {
    const schema = objectFor(placeOf(group), undefined)
    expect(schema).toBeDefined()
    for (const [key, expected] of Object.entries(facts[group] ?? {})) {
      if (taken.has(key) || differences[`${group}.${key}`] !== undefined) continue
      const field = schema?.shape[key] as z.ZodType | undefined
      expect(field, `${group}.${key} is missing`).toBeDefined()
      expect(field === undefined ? undefined : unwrap(field).initial, `${group}.${key}`).toEqual(expected)
    }
  })

  it("or differ with a reason that is still true", () => {
    for (const path of Object.keys(differences)) {
      const group = path.slice(0, path.lastIndexOf("."))
      const key = path.slice(path.lastIndexOf(".") + 1)
      const field = objectFor(placeOf(group), undefined)?.shape[key] as z.ZodType
      expect(unwrap(field).initial).not.toEqual(facts[group]?.[key])
    }
  })
})

describe("config › every setting that is not done", () => {
  const bases: Readonly<Record<string, readonly string[]>> = {
    root: [],
    input: ["input_features", "[]", "(*)"],
    output: ["output_features", "[]", "(*)"],
    encoder: ["input_features", "[]", "(*)", "encoder", "(*)"],
    decoder: ["output_features", "[]", "(*)", "decoder", "(*)"],
    loss: ["output_features", "[]", "(*)", "loss", "(*)"],
  }
  const knownTo = (type: ModelType): ReadonlySet<string> =>
    new Set(fieldsByType[type]?.map(({ path }) => path.map((key) => (key.startsWith("(") ? "(*)" : key)).join(".")))
  const known = Object.fromEntries(typeNames.map((type) => [type, knownTo(type)]))
  const listed = supportTable.flatMap((entry) =>
    entry.isDropped ? [] : (entry.models ?? typeNames).map((type) => [type, entry.path, entry] as const),
  )
  it.each(listed)("%s: %s is a setting", (type, _, entry) => {
    const path = [...(bases[entry.in] ?? []), ...entry.path.split(".")]
    const withChoices = path.flatMap((key) => (key === "combiner" ? [key, "(*)"] : [key]))
    expect(known[type]?.has(withChoices.join(".")), withChoices.join(".")).toBe(true)
  })

  it("is taken with its default without a word", () => {
    for (const model_type of typeNames) {
      const { config } = parseConfigObject({ ...plain, model_type })
      expect(parseConfigObject(config).notices).toEqual([])
    }
  })
})

/** Values that few settings allow. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    1e300,
    "",
    "nonsense",
    [],
    {},
    [[]],
    { type: "nonsense" },
    { type: 3 },
    [null],
  ),
  fc.jsonValue({ maxDepth: 2 }),
)
const keys = [...new Set(fields.flatMap(({ path }) => path.filter((key) => /^[a-z]/.test(key))))]
const place = fc.oneof(
  fc.constantFrom(
    ["trainer"],
    ["combiner"],
    ["preprocessing"],
    ["backend"],
    ["trainer", "optimizer"],
    ["preprocessing", "split"],
    ["defaults"],
  ),
  fc.constantFrom(
    ["defaults", "number", "encoder"],
    ["defaults", "category", "preprocessing"],
    ["trainer", "learning_rate_scheduler"],
  ),
  fc.constantFrom<(string | number)[]>(
    [],
    ["input_features", 0],
    ["input_features", 2, "encoder"],
    ["output_features", 0],
    ["output_features", 0, "loss"],
  ),
)

function withValue(config: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(config))
    return config.map((item: unknown, index) => (index === key ? withValue(item, rest, value) : item))
  const record = typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {}
  return { ...record, [key]: withValue(record[key], rest, value) }
}

const modelType = fc.constantFrom({}, { model_type: "gbm" }, { model_type: "linear" })

describe("config › any value anywhere", () => {
  it("is taken, or is an error with its place, never a crash", () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...keys, "nonsense"), strange, modelType, (path, key, value, model_type) => {
        const config = withValue({ ...plain, ...model_type }, [...path, key], value)
        try {
          const parsed = parseConfigObject(config)
          expect(parseConfig(formatConfig(parsed.config)).config).toEqual(parsed.config)
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
          expect(error.problems.length).toBeGreaterThan(0)
          for (const problem of error.problems) expect(problem.at).not.toBe("")
        }
      }),
      { numRuns: 400 },
    )
  })
})

describe("config › every number out of its bounds", () => {
  const numbers = typeNames
    .flatMap((type) => (fieldsByType[type] ?? []).map((field) => ({ ...field, model: type })))
    .filter(({ schema, path }) => {
      const { schema: inner } = unwrap(schema)
      return (
        inner instanceof z.ZodNumber &&
        inner.minValue !== null &&
        inner.minValue > -1e9 &&
        path[0] === "trainer" &&
        path.length < 4
      )
    })
  it.each(
    numbers.map(
      ({ path, schema, model }) => [model, path.filter((key) => !key.startsWith("(")).join("."), path, schema] as const,
    ),
  )("%s: %s", (model_type, _, path, schema) => {
    const { schema: inner } = unwrap(schema)
    const least = (inner as z.ZodNumber).minValue ?? 0
    const type = path.find((key) => key.startsWith("("))?.slice(1, -1)
    const keysOf = path.filter((key) => !key.startsWith("("))
    let config = withValue({ ...plain, model_type }, keysOf, least - 1)
    if (type !== undefined) config = withValue(config, [...keysOf.slice(0, -1), "type"], type)
    try {
      parseConfigObject(config)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      expect(error.problems.map((problem) => problem.at)).toContain(keysOf.join("."))
    }
  })
})
