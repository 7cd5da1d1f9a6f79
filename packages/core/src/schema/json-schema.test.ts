import { describe, expect, it } from "vitest"
import { z } from "zod"
import { positiveInt } from "./fields.ts"
import { toJsonSchema } from "./json-schema.ts"

const member = (type: string) =>
  z.strictObject({ type: z.literal(type).describe(`The ${type}.`), size: positiveInt(1, "Its size.", { impact: 3 }) })
const union = z.discriminatedUnion("type", [member("a"), member("b")])

describe("toJsonSchema", () => {
  it("makes a choice by type of a union", () => {
    const json = toJsonSchema(z.strictObject({ part: union }), "Test")
    expect(json["properties"]).toEqual({
      part: {
        type: "object",
        properties: { type: { type: "string", enum: ["a", "b"], markdownEnumDescriptions: ["The a.", "The b."] } },
        required: ["type"],
        allOf: ["a", "b"].map((type) => ({
          if: { properties: { type: { const: type } }, required: ["type"] },
          // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
          then: {
            type: "object",
            properties: {
              type: { type: "string", const: type, description: `The ${type}.` },
              size: { type: "integer", minimum: 1, default: 1, description: "Its size.", "x-impact": 3 },
            },
            required: ["type"],
            additionalProperties: false,
          },
        })),
      },
    })
  })

  it("allows a name alone, and no type, where there is a default", () => {
    const json = toJsonSchema(z.strictObject({ part: union.meta({ defaultType: "b" }) }), "Test")
    expect(json["properties"]).toMatchObject({
      part: {
        anyOf: [
          { type: "string", enum: ["a", "b"] },
          { allOf: [{ if: { required: ["type"] } }, { if: { properties: { type: { const: "b" } } } }] },
        ],
      },
    })
  })
})
