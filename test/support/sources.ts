// The repository's source files and what each imports, read as text.
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"

export const root = resolve(import.meta.dirname, "../..")

export interface Source {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly text: string
  readonly isTest: boolean
  /** Relative imports as paths from the root, others as written. */
  readonly imports: readonly string[]
  /** Those that remain when types are erased. */
  readonly loads: readonly string[]
}

const passedOver = new Set(["node_modules", "dist", "results"])

/** Files below a folder, by their paths from the root. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !passedOver.has(name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}

const typeImport = /^(?:import|export) type\b[^;]*?from "[^"\n]+"$/gm
const commentLine = /^\s*(?:\*|\/\/|\/\*\*).*$/gm
const importPattern = /(?:\bfrom\s+|\bimport\s*\(?\s*)"([^"\n]+)"/g

function importsOf(path: string, text: string): readonly string[] {
  return Array.from(text.replaceAll(commentLine, "").matchAll(importPattern), ([, name = ""]) =>
    name.startsWith(".") ? relative(root, join(root, dirname(path), name)) : name,
  )
}

export function readSources(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap(filesBelow)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8")
      const isTest = /\.(test|test-d|bench)\.tsx?$/.test(path)
      return {
        path,
        text,
        isTest,
        imports: importsOf(path, text),
        loads: importsOf(path, text.replaceAll(typeImport, "")),
      }
    })
}
