// Single rows that many ask for at once are read by one query for all who came before it began; nobody gets what is older than their asking.

export type ReadAll<K, V> = (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>

export class BatchedReads<K, V> {
  readonly #readAll: ReadAll<K, V>
  /** Keys of those who came since the last query began, and the query that will be made for them. */
  readonly #waiting = new Set<K>()
  #next: Promise<ReadonlyMap<K, V>> | undefined
  #running: Promise<unknown> = Promise.resolve()

  constructor(readAll: ReadAll<K, V>) {
    this.#readAll = readAll
  }

  /** Undefined where there is none. */
  async read(key: K): Promise<V | undefined> {
    this.#waiting.add(key)
    this.#next ??= this.#running.then(() => this.#begin())
    return (await this.#next).get(key)
  }

  #begin(): Promise<ReadonlyMap<K, V>> {
    const keys = [...this.#waiting]
    this.#waiting.clear()
    this.#next = undefined
    const rows = this.#readAll(keys)
    this.#running = rows.catch(() => undefined)
    return rows
  }
}
