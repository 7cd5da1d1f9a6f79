// A choice among the components of a list, told apart by `type`.
import { z } from "zod"
import type { Component } from "../define.ts"
import { unwrap } from "../schema/walk.ts"

/** What a list's components are validated with. */
type SchemaOf<C extends Component> = C["schema"]
type Union<C extends Component> = z.ZodDiscriminatedUnion<readonly SchemaOf<C>[], "type">

/** What a user may write for a component: its type alone, its settings, or settings of the type that is the default. */
export type ComponentInput<C extends Component, Default extends string> =
  | C["type"]
  | (C extends Component ? z.input<SchemaOf<C>> : never)
  | (C extends { readonly type: Default } ? Omit<z.input<SchemaOf<C>>, "type"> & { readonly type?: never } : never)

/** Where nothing is written, the component of this type with its defaults. */
export function oneOf<C extends Component>(
  components: readonly C[],
  fallback: NoInfer<C["type"]>,
  sentence: string,
): z.ZodPrefault<Union<C>> {
  const [first, ...rest] = components.map((component) => component.schema)
  const members = [first, ...rest] as unknown as [z.ZodObject] // a list is never empty
  const union = z.discriminatedUnion("type", members).meta({ defaultType: fallback })
  return union.prefault({ type: fallback } as never).meta({ description: sentence }) as unknown as z.ZodPrefault<
    Union<C>
  >
}

/** The same settings with no defaults: what is not written stays unwritten. */
export function partial<T extends z.ZodObject>(schema: T): z.ZodType<Partial<z.output<T>>, Partial<z.input<T>>> {
  return partialObject(schema) as unknown as z.ZodType<Partial<z.output<T>>, Partial<z.input<T>>> // made field by field
}

const partialObject = (schema: z.ZodObject): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(schema.shape).map(([key, setting]) => {
        const { schema: inner, isNullable } = unwrap(setting as z.ZodType) // a shape's fields are schemas
        const bare = isNullable ? inner.nullable() : inner
        const isNamed = inner instanceof z.ZodLiteral && key === "type"
        return [key, isNamed ? inner : bare.optional().meta((setting as z.ZodType).meta() ?? {})]
      }),
    ),
  )

/** One of the components, with no defaults. */
export function partialOneOf<C extends Component>(
  components: readonly C[],
  fallback: NoInfer<C["type"]>,
  sentence: string,
): z.ZodOptional<z.ZodType<PartialComponent<C>, PartialComponent<C>>> {
  const [first, ...rest] = components.map((component) => partialObject(component.schema))
  const members = [first, ...rest] as unknown as [z.ZodObject] // a list is never empty
  const union = z.discriminatedUnion("type", members).meta({ defaultType: fallback })
  return union.optional().meta({ description: sentence }) as unknown as z.ZodOptional<
    z.ZodType<PartialComponent<C>, PartialComponent<C>>
  >
}

type PartialComponent<C extends Component> = C extends Component
  ? Partial<Omit<z.input<SchemaOf<C>>, "type">> & { type: C["type"] }
  : never
