// The stages of a version as a line: what is done, what is under way, where it broke off.
import type { Version } from "@fidelio/client"

export interface Stage {
  readonly name: string
  readonly state: "done" | "current" | "broken" | "ahead"
  readonly began: string | null
  /** Null while it goes on, or where it never began. */
  readonly ended: string | null
}

const order = ["queued", "preprocessing", "training", "evaluating"] as const

export function stagesOf({ status, stages, ended }: Pick<Version, "status" | "stages" | "ended">): readonly Stage[] {
  const reached = order.findLastIndex((name) => stages[name] !== null)
  const isBroken = status === "failed" || status === "cancelled"
  const line = order.map((name, place): Stage => {
    const next = order.slice(place + 1).find((later) => stages[later] !== null)
    const isLast = place === reached && status !== "ready"
    return {
      name,
      state: place > reached ? "ahead" : !isLast ? "done" : isBroken ? "broken" : "current",
      began: stages[name],
      ended: next === undefined ? ended : stages[next],
    }
  })
  return [
    ...line,
    {
      name: isBroken ? status : "ready",
      state: isBroken ? "broken" : status === "ready" ? "done" : "ahead",
      began: ended,
      ended,
    },
  ]
}
