// Waiting for something that other processes bring about: not for ever, and with what was seen last where it does not come.
import { setTimeout as delay } from "node:timers/promises"

/** Milliseconds; far more than anything waited for takes on a slow machine. */
const patience = 100_000

/** Reads until it is so. */
export async function until<T>(read: () => T | Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  const began = performance.now()
  for (;;) {
    const found = await read()
    if (isSo(found)) return found
    if (performance.now() - began > patience)
      throw new Error(`Waited for ${isSo.toString()} in vain; found ${JSON.stringify(found)}`)
    await delay(50)
  }
}
