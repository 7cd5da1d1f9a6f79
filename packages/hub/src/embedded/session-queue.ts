// Lets many clients use a database that has one session: a cycle of frames at a time, and a transaction as a whole.
import { FidelioError } from "@fidelio/core/errors"
import { errorFrame, panicOf, queryFrame, statusOf, syncFrame, type Unit } from "./wire.ts"

/** A client. */
export interface Client {
  send(bytes: Uint8Array): void
  /** Ends it, from our side. */
  end(): void
}

export interface SessionQueueOptions {
  /** Runs frames in the one session. What it raises means that the database is lost. */
  run(frames: Uint8Array): Promise<Uint8Array>
  onLost(error: unknown): void
  /** How long a transaction may do nothing: everyone else waits for it. */
  readonly idleMs: number
}

interface Waiting {
  readonly client: Client
  readonly unit: Unit
}

export class SessionQueue {
  readonly #options: SessionQueueOptions
  readonly #waiting: Waiting[] = []
  readonly #gone = new WeakSet<Client>()
  /** Who is within a transaction or a cycle: nobody else is let in. */
  #owner: { readonly client: Client; readonly isWithinCycle: boolean } | undefined
  #isRunning = false
  #idle: NodeJS.Timeout | undefined

  constructor(options: SessionQueueOptions) {
    this.#options = options
  }

  submit(client: Client, unit: Unit): void {
    this.#waiting.push({ client, unit })
    void this.#work()
  }

  /** The client is gone: what it asked for and has not begun is dropped, its transaction is undone. */
  leave(client: Client): void {
    this.#gone.add(client)
    for (let i = this.#waiting.length - 1; i >= 0; i--)
      if (this.#waiting[i]!.client === client) this.#waiting.splice(i, 1)
    void this.#work()
  }

  async #work(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    clearTimeout(this.#idle)
    try {
      // Nothing is awaited between the last look and the end of the work: who comes later begins it again.
      for (let step = this.#nextStep(); step !== undefined; step = this.#nextStep()) await step()
    } catch (error) {
      this.#options.onLost(error) // and never runs again
      return
    }
    this.#isRunning = false
    if (this.#owner !== undefined) this.#watch(this.#owner.client)
  }

  #nextStep(): (() => Promise<void>) | undefined {
    const owner = this.#owner
    if (owner !== undefined && this.#gone.has(owner.client)) return () => this.#undo(owner.isWithinCycle)
    const place = this.#waiting.findIndex(({ client }) => owner === undefined || client === owner.client)
    const [next] = place < 0 ? [] : this.#waiting.splice(place, 1)
    return next && (() => this.#serve(next))
  }

  async #serve({ client, unit }: Waiting): Promise<void> {
    const answer = await this.#options.run(unit.frames)
    const status = unit.isWholeCycle ? statusOf(answer) : undefined
    this.#owner = status === "I" ? undefined : { client, isWithinCycle: status === undefined }
    if (!this.#gone.has(client)) client.send(answer)
    const panic = unit.isWholeCycle && status === undefined ? panicOf(answer) : undefined
    if (panic !== undefined) throw new FidelioError("hub/database", `PostgreSQL stops: ${panic}.`) // it is never ready again
  }

  async #undo(isWithinCycle: boolean): Promise<void> {
    if (isWithinCycle) await this.#options.run(syncFrame)
    await this.#options.run(queryFrame("rollback"))
    this.#owner = undefined
  }

  #watch(client: Client): void {
    this.#idle = setTimeout(() => {
      client.send(errorFrame("25P03", "the transaction did nothing for too long, while others wait for it"))
      client.end()
      this.leave(client)
    }, this.#options.idleMs)
    this.#idle.unref()
  }
}
