// SQL text, put together so that identifiers and literals are always quoted: sql`select ${identifier(name)} = ${value}`.
import { invariant } from "./errors.ts"

/** A piece of SQL that is safe to splice into another. */
export interface Sql {
  readonly text: string
}

/** What a template may hold: SQL, or a plain value that becomes a literal. */
export type SqlPart = Sql | string | number | bigint | boolean | null

/** SQL with its holes filled: pieces of SQL as they are, anything else as a literal. */
export function sql(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Sql {
  let text = strings[0]!
  for (const [i, part] of parts.entries()) text += textOf(part) + strings[i + 1]!
  return { text }
}

/** A name of a table or column, whatever letters it holds. */
export const identifier = (name: string): Sql => ({ text: `"${name.replaceAll('"', '""')}"` })

/** Text that is known to be SQL, such as a type's name that the database itself reported. */
export const trusted = (text: string): Sql => ({ text })

/** Pieces with a separator between them. */
export const joinSql = (parts: readonly SqlPart[], separator = ", "): Sql => ({
  text: parts.map(textOf).join(separator),
})

/** A list of literals in brackets. */
export const sqlList = (values: readonly SqlPart[]): Sql => ({ text: `[${values.map(textOf).join(", ")}]` })

function textOf(part: SqlPart): string {
  if (part === null) return "null"
  switch (typeof part) {
    case "object":
      return part.text
    case "string":
      return stringLiteral(part)
    case "number":
      return numberLiteral(part)
    case "bigint":
    case "boolean":
      return String(part)
    default:
      invariant(false, `no literal for ${String(part)}`)
  }
}

/** A literal cannot hold the character 0. */
function stringLiteral(value: string): string {
  const quoted = value.split("\0").map((piece) => `'${piece.replaceAll("'", "''")}'`)
  return quoted.length === 1 ? quoted[0]! : `(${quoted.join(" || chr(0) || ")})`
}

/** Whole numbers as they are; others as DOUBLE, because a plain 0.1 would be DECIMAL. */
function numberLiteral(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0e0" : String(value)
  if (!Number.isFinite(value)) return `'${value}'::DOUBLE`
  const text = String(value)
  return text.includes("e") ? text : `${text}e0`
}
