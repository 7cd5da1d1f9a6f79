// When something was: how long ago, with the moment itself under the pointer.
import { useSyncExternalStore } from "react"
import { formatAgo, formatMoment, formatSeconds, secondsBetween } from "../format.ts"

/** One clock for all times of a page, in steps of a second. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of listeners) one()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text that changes with time: rendered again when it does, not every second. */
const useClock = (write: (now: number) => string): string => useSyncExternalStore(subscribe, () => write(now))

export function Ago({ time }: { readonly time: string }) {
  const text = useClock((moment) => formatAgo(time, moment))
  return (
    <time dateTime={time} title={formatMoment(time)}>
      {text}
    </time>
  )
}

/** How long it took; counts on while there is no end. */
export function Duration({ from, to }: { readonly from: string; readonly to: string | null }) {
  const text = useClock((moment) => formatSeconds(Math.max(0, secondsBetween(from, to ?? moment))))
  return <span title={formatMoment(from)}>{text}</span>
}
