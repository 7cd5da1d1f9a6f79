// Lets a server plan a statement once a connection: planning takes longer than most of the hub's queries do.
import { createHash } from "node:crypto"
import type pg from "pg"

/** Statements beyond these are planned each time: lists of ever other lengths must not fill the server's memory. */
const maxStatements = 500
const names = new Map<string, string>()

/** Statements of which a server keeps a plan: one a text. */
const isPlanned = (text: string): boolean => /^(?:select|with|insert|update|delete)\b/.test(text) && !text.includes(";")

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= maxStatements || !isPlanned(text)) return known
  const name = createHash("sha256").update(text).digest("base64url")
  names.set(text, name)
  return name
}

type Query = (...given: readonly unknown[]) => unknown

/** Gives each statement with a list of values the name under which the server finds its plan again. */
export function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as Query
  const preparing: Query = (...given) => {
    const [text, values, ...rest] = given
    const name = typeof text === "string" && Array.isArray(values) ? nameOf(text) : undefined
    return name === undefined ? query(...given) : query({ name, text, values }, ...rest)
  }
  client.query = preparing as typeof client.query
}

/** Behind a socket file may be the embedded database, whose one session all connections share. */
export const isShared = (connectionString: string): boolean => /[?&]host=(?:\/|%2F)/i.test(connectionString)
