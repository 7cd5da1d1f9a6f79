// Reads that many ask for at once are done once for all who came before they began; nobody gets what is older than their asking.

interface Running {
  readonly ended: Promise<unknown>
  /** For whoever came since it began. */
  next: Promise<unknown> | undefined
}

export class SharedReads {
  readonly #running = new Map<string, Running>()

  /** Reads, or joins a read of the same key that has not begun. What is given is shared: it must not be changed. */
  read<T>(key: string, read: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key)
    if (running === undefined) return this.#begin(key, read)
    const { next = running.ended.then(() => this.#begin(key, read)) } = running
    running.next = next
    return next as Promise<T> // those of one key read the same
  }

  #begin<T>(key: string, read: () => Promise<T>): Promise<T> {
    const result = read()
    const ended = result.then(
      () => undefined,
      () => undefined,
    )
    const running: Running = { ended, next: undefined }
    this.#running.set(key, running)
    void ended.then(() => {
      if (running.next === undefined) this.#running.delete(key)
    })
    return result
  }
}
