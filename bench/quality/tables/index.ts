// All tables, made or read when they are asked for.
import { classesTable } from "./classes.ts"
import { generate } from "./draw.ts"
import { categorical, large, small, smooth } from "./generated.ts"
import { readTable, sources } from "./real.ts"
import type { QualityTable } from "./table.ts"

type Maker = (folder: string | undefined) => Promise<QualityTable | undefined>

export const tables: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ...sources.map((source): [string, Maker] => [source.name, (folder) => readTable(source, folder)]),
  ["classes_50", () => Promise.resolve(classesTable())],
  ...[...categorical, ...small, ...smooth, ...large].map((recipe): [string, Maker] => [
    recipe.name,
    () => Promise.resolve(generate(recipe)),
  ]),
])
