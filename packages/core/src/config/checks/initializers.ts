// The settings of initializers: every component that has weights names one, so they are looked at in one place.
import { z } from "zod"
import { initializers } from "../../initializers/index.ts"
import { isRecord } from "../../schema/walk.ts"
import type { Path } from "../../schema/walk.ts"
import type { Problem } from "../draft.ts"
import type { EcdConfig } from "../root.ts"
import { validate } from "../validate.ts"

const schemas = new Map<string, z.ZodObject>(initializers.map(({ type, schema }) => [type, schema]))

/** What is wrong with the settings of initializers, wherever they stand. */
export function initializerSettings(config: EcdConfig): readonly Problem[] {
  const problems: Problem[] = []
  const visit = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index])
    else if (isRecord(value))
      for (const [key, part] of Object.entries(value)) {
        const schema = key.endsWith("_initializer") && isRecord(part) ? schemas.get(String(part["type"])) : undefined
        if (schema === undefined) visit(part, [...path, key])
        else
          for (const problem of validate(z.strictObject({ [key]: schema }), { [key]: part }).problems)
            problems.push({ ...problem, path: [...path, ...problem.path] })
      }
  }
  for (const key of ["input_features", "output_features", "combiner"] as const) visit(config[key], [key])
  return problems
}
