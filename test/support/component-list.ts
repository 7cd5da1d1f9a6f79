// What every list of components promises: one file a component, named after its type, and none forgotten.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import type { Component } from "../../packages/core/src/define.ts"

const core = join(import.meta.dirname, "../../packages/core/src")

const kebab = (type: string): string => type.replaceAll("_", "-")

/** Every component has its file, and every file of the folder that declares one (with `define`) is in the list. */
export function expectListOfFolder(list: readonly Component[], folder: string, define: string): void {
  const types = [...new Set(list.map(({ type }) => type))]
  for (const type of types)
    expect(existsSync(join(core, folder, `${kebab(type)}.ts`)), `${folder}/${kebab(type)}.ts`).toBe(true)
  const declared = readdirSync(join(core, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => readFileSync(join(core, folder, file), "utf8").includes(`= ${define}({`))
  expect(declared.toSorted()).toEqual(types.map((type) => `${kebab(type)}.ts`).toSorted())
}

export const expectAlphabetical = (list: readonly Component[]): void =>
  expect(list.map(({ type }) => type)).toEqual(list.map(({ type }) => type).toSorted())

/** Settings of a component with every default filled in. */
export const settingsOf = (
  component: Component,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => component.schema.parse({ type: component.type, ...given })

/** The component with the defaults and with each of its examples. */
export const variants = <C extends Component>(
  list: readonly C[],
): [name: string, component: C, settings: Readonly<Record<string, unknown>>][] =>
  list.flatMap((component) =>
    component.examples.map((example): [string, C, Readonly<Record<string, unknown>>] => [
      `${component.type} ${JSON.stringify(example)}`,
      component,
      settingsOf(component, example),
    ]),
  )
