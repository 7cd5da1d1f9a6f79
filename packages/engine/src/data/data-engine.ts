// The database that reads, measures and encodes tables: one in-memory DuckDB with its own folder to spill to.
import { randomUUID } from "node:crypto"
import { mkdir, rm } from "node:fs/promises"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk } from "@duckdb/node-api"
import { CancelledError, identifier, sql, type Sql } from "@fidelio/core"
import { collectGarbage } from "./collect-garbage.ts"
import { engineError } from "./engine-error.ts"

export interface DataEngineOptions {
  /** Memory that the database may use before it spills to disk, such as `2GB`; four fifths of the machine's unless said. */
  readonly memoryLimit?: string | undefined
  readonly threads?: number | undefined
  /** Where a folder for spilled and temporary data is made, and removed at the end. */
  readonly temporaryDirectory?: string | undefined
}

/** So many chunks are let lie before they are swept up. */
const chunksPerCollection = 64

/** A value of a result's row. */
export type Cell = string | number | bigint | boolean | null | Date

export class DataEngine implements AsyncDisposable {
  readonly connection: DuckDBConnection
  readonly #instance: DuckDBInstance
  readonly #folder: string
  #named = 0
  #worksOnDisk = false

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, folder: string) {
    this.#instance = instance
    this.connection = connection
    this.#folder = folder
  }

  static async open(options: DataEngineOptions = {}): Promise<DataEngine> {
    const folder = join(options.temporaryDirectory ?? tmpdir(), `fidelio-${randomUUID()}`)
    const instance = await DuckDBInstance.create(":memory:", {
      threads: String(options.threads ?? availableParallelism()),
      temp_directory: folder,
      // Nothing is ever fetched from the network.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    })
    const connection = await instance.connect()
    // Looking for expressions that occur twice takes minutes for ten thousand columns; ours are written so that none is dear.
    await connection.run("set disabled_optimizers = 'common_subexpressions'; set TimeZone = 'UTC'")
    return new DataEngine(instance, connection, folder)
  }

  async run(statement: Sql): Promise<void> {
    try {
      await this.connection.run(statement.text)
    } catch (cause) {
      throw engineError(cause)
    }
  }

  /** All rows of a result, in plain values. */
  async query(statement: Sql): Promise<readonly (readonly Cell[])[]> {
    try {
      const reader = await this.connection.runAndReadAll(statement.text)
      return reader.getRowsJS() as readonly (readonly Cell[])[] // what plain values are
    } catch (cause) {
      throw engineError(cause)
    }
  }

  /**
   * The chunks of a result, in order; the next one is computed while one is looked at.
   * One thread computes them: streams side by side need a connection each.
   */
  async *stream(statement: Sql, connection = this.connection): AsyncGenerator<DuckDBDataChunk, void> {
    try {
      const result = await connection.stream(statement.text)
      let next = result.fetchChunk()
      let chunks = 0
      for (;;) {
        const chunk = await next
        if (chunk === null || chunk.rowCount === 0) return
        next = result.fetchChunk()
        next.catch(() => undefined) // awaited in the next turn; where there is none, nobody asks
        yield chunk
        chunks += 1
        if (chunks % chunksPerCollection === 0) collectGarbage()
      }
    } catch (cause) {
      throw engineError(cause)
    }
  }

  /** Another connection to the same tables. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect()
    if (this.#worksOnDisk) await connection.run("use work")
    return connection
  }

  /**
   * Tables that are made from now on lie on disk, compressed: a little slower to make, faster to read, and no burden on memory.
   * Those made before cannot be reached any more.
   */
  async workOnDisk(): Promise<void> {
    if (this.#worksOnDisk) return
    const path = await this.temporaryPath("work.db")
    await this.run(sql`attach ${path} as work`)
    await this.run(sql`use work`)
    // Dictionaries are enough for what is kept for seconds; the better methods take a tenth of the time that reading takes.
    await this.run(sql`set disabled_compression_methods = 'dict_fsst,fsst,zstd'`)
    this.#worksOnDisk = true
  }

  /** From now on, what the database frees goes back to the system at once; in its largest work that would take time. */
  async returnFreedMemory(): Promise<void> {
    await this.run(sql`set allocator_bulk_deallocation_flush_threshold = '1MB'`)
  }

  /** What the database may use from now on, beside what it cannot do without. */
  async limitMemory(bytes: number): Promise<void> {
    await this.run(sql`set memory_limit = ${`${Math.round(bytes / 1e6)}MB`}`)
  }

  /** A name that no other table of this engine has. */
  tableName(purpose: string): Sql {
    this.#named += 1
    return identifier(`${purpose}_${this.#named}`)
  }

  /** A path for a temporary file, gone when the engine is closed. */
  async temporaryPath(name: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true })
    this.#named += 1
    return join(this.#folder, `${this.#named}-${name}`)
  }

  /** Does work that ends in a `CancelledError` soon after the signal is given. */
  async cancellable<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (signal === undefined) return await work()
    const check = (): void => {
      if (signal.aborted) throw new CancelledError("The preparation of the data was cancelled.")
    }
    const interrupt = (): void => this.connection.interrupt()
    check()
    signal.addEventListener("abort", interrupt)
    try {
      const result = await work()
      check()
      return result
    } catch (cause) {
      check()
      throw cause
    } finally {
      signal.removeEventListener("abort", interrupt)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.closeSync()
    this.#instance.closeSync()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
