// The hub's connections to its database: one driver, whether it is embedded or a server.
import { Kysely, PostgresDialect } from "kysely"
import pg from "pg"
import { FidelioError } from "@fidelio/core/errors"
import { isShared, prepareStatements } from "./prepared-statements.ts"
import type { Database } from "./schema.ts"

const { builtins } = pg.types

/** Counts and sums as numbers: none of ours passes 2^53. */
const numeric = new Set<number>([builtins.INT8, builtins.NUMERIC])

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") =>
    numeric.has(oid) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/**
 * To compile a query takes longer than any of ours does. A process that was stopped within a transaction holds its rows:
 * whoever waits for them goes on after that time.
 */
const settings = "set jit = off; set idle_in_transaction_session_timeout = '30s'"

export interface ConnectOptions {
  /** Default 10. */
  readonly maxConnections?: number | undefined
  /** Called when a connection that nobody uses breaks. */
  readonly onFault?: ((error: unknown) => void) | undefined
}

/** Connects when the first query is made; `destroy()` ends it. */
export function connect(
  connectionString: string,
  { maxConnections = 10, onFault }: ConnectOptions = {},
): Kysely<Database> {
  const pool = new pg.Pool({ connectionString, max: maxConnections, connectionTimeoutMillis: 30_000, types })
  pool.on("error", (error) => onFault?.(error)) // it makes another; without a listener the process would end
  // So it would where one breaks that is in use and between two queries: whoever uses it is told by the next.
  pool.on("connect", (client) => client.on("error", () => undefined))
  if (!isShared(connectionString)) {
    pool.on("connect", prepareStatements)
    // Where this fails, the next query says why.
    pool.on("connect", (client) => void client.query(settings).catch(() => undefined))
  }
  pool.on("connect", joinResults)
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

/** Several statements in one text have a result each; Kysely takes one, and pg-boss wants the rows of all. */
function joinResults(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: readonly unknown[]) => unknown
  const joining = (...given: readonly unknown[]): unknown => {
    const answer = query(...given)
    return answer instanceof Promise ? answer.then(joined) : answer
  }
  client.query = joining as typeof client.query
}

const joined = (result: pg.QueryResult | readonly pg.QueryResult[]): unknown => {
  if (!Array.isArray(result)) return result
  const results = result as readonly pg.QueryResult<object>[]
  return { ...results.at(-1), command: "SELECT", rows: results.flatMap(({ rows }) => rows) } // rows are read after that word alone
}

/** Raised where the database cannot be reached or used, without the password of its address. */
export const databaseError = (connectionString: string, cause: unknown): FidelioError =>
  new FidelioError(
    "hub/database",
    `The database at ${withoutPassword(connectionString)} cannot be used: ${reasonOf(cause)}.`,
    {
      hint: "Check --database: postgres://user:password@host:5432/name.",
      cause,
    },
  )

export function withoutPassword(connectionString: string): string {
  try {
    const url = new URL(connectionString)
    return `${url.protocol}//${url.host}${url.pathname}`
  } catch {
    return "the given address"
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "")
}

/** What PostgreSQL says in a code: a row that is there already. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "23505"
