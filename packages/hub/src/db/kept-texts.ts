// Texts made of rows, kept as long as the rows are as they were. Whoever asks has the database tell the rows' state first,
// so that nobody gets what is older than their asking, whichever hub the change went through.
import { sql, type Kysely } from "kysely"
import type { Database } from "./schema.ts"

const mostBytes = 2 ** 26

interface Kept {
  readonly state: string
  readonly text: Buffer
}

export class KeptTexts {
  readonly #kept = new Map<string, Kept>() // the longest unused first
  readonly #most: number
  #bytes = 0

  constructor(most = mostBytes) {
    this.#most = most
  }

  /** The text that was made when its rows were in this state, if it is still there. */
  get(key: string, state: string): Buffer | undefined {
    const kept = this.#kept.get(key)
    if (kept?.state !== state) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept.text
  }

  /** `state`: told before the rows were read, so that the text is at least as new. */
  keep(key: string, kept: Kept): void {
    this.#drop(key)
    this.#kept.set(key, kept)
    this.#bytes += kept.text.length
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.text.length ?? 0
    this.#kept.delete(key)
  }
}

const ofDatabases = new WeakMap<Kysely<Database>, KeptTexts>()

/** Those of a hub. */
export function keptTexts(db: Kysely<Database>): KeptTexts {
  const kept = ofDatabases.get(db) ?? new KeptTexts()
  ofDatabases.set(db, kept)
  return kept
}

/** The state of a row: the transaction that wrote it. No two that wrote one row have the same. */
export const stateOf = (table: string) => sql<string | null>`${sql.ref(`${table}.xmin`)}::text`

/** The state of everybody's names: how often one of them was changed. */
export const stateOfNames = sql<number>`(select count from member_renames)`
