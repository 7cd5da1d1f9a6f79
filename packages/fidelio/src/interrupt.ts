// Ctrl-C: the first one asks the work to stop after the step at hand, the second one ends the process.
import { CancelledError } from "@fidelio/core/errors"

const signals = ["SIGINT", "SIGTERM"] as const

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/** Listens until disposed. */
export function listenForInterrupts(): Interruption {
  const controller = new AbortController()
  const handle = (): void => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(new CancelledError("The command was interrupted."))
  }
  for (const name of signals) process.on(name, handle)
  const watch = watchNpx(() => controller.abort(new CancelledError("The command was interrupted.")))
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, handle)
      clearInterval(watch)
    },
  }
}

/** npx does not pass on the SIGTERM that ends it: a server would stay behind. Its end is ours. */
function watchNpx(end: () => void): NodeJS.Timeout | undefined {
  if (process.env["npm_command"] !== "exec") return undefined
  const parent = process.ppid
  return setInterval(() => {
    if (process.ppid !== parent) end()
  }, 500).unref()
}
