// Server-sent events from an iterable of objects that have a type.
import { Readable } from "node:stream"

/** Proxies and browsers give up on connections that are silent. */
const keepAliveMs = 15_000

interface TypedEvent {
  readonly type?: unknown
}

/** Text that begins at once, so that the client knows that it is heard, and ends with the iterable. */
export const eventStream = (events: AsyncIterable<unknown>, signal: AbortSignal): Readable =>
  Readable.from(textOf(events, signal))

async function* textOf(events: AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]()
  let id = 0
  let next = iterator.next()
  yield ": events\n\n"
  try {
    while (!signal.aborted) {
      const found = await firstOf(next, signal)
      if (found === undefined) {
        if (signal.aborted) return
        yield ": still here\n\n"
        continue
      }
      if (found.done === true) return
      const { type } = found.value as TypedEvent
      const name = typeof type === "string" ? `event: ${type}\n` : ""
      yield `id: ${++id}\n${name}data: ${JSON.stringify(found.value)}\n\n`
      next = iterator.next()
    }
  } finally {
    next.catch(() => undefined) // nobody waits for it any more
    void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

/** Undefined where nothing comes for a while, or the stream is to end. */
async function firstOf<T>(next: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const wake = (): void => resolve(undefined)
  const timer = setTimeout(wake, keepAliveMs)
  signal.addEventListener("abort", wake)
  try {
    return await Promise.race([next, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", wake)
  }
}
