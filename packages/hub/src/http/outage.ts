// What befalls the hub from outside, known by the errors of the system and of PostgreSQL: its database is away, its disk is full.
import { FidelioError } from "@fidelio/core/errors"

/** Connections that were refused, cut off, or ended because the server stops or starts; too many of them. */
const away = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0[1-5]|53300|25P03)$/
const full = /^(?:ENOSPC|EDQUOT|EFBIG|53100)$/

/** The driver has no codes for these. */
const cutOff =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** How deep a cause is looked for. */
const deepest = 5

/** What may be told of it; undefined where it is something else. */
export function outageOf(raised: unknown, depth = 0): FidelioError | undefined {
  if (!(raised instanceof Error) || depth > deepest) return undefined
  const code = "code" in raised && typeof raised.code === "string" ? raised.code : ""
  if (full.test(code))
    return new FidelioError("hub/full", "The hub has no room left on its disk; nothing was kept.", {
      hint: "Let whoever runs it make room, then send it again.",
      cause: raised,
    })
  const isGone = code === "ENOENT" && "syscall" in raised && raised.syscall === "connect" // its socket
  if (isGone || away.test(code) || cutOff.test(raised.message))
    return new FidelioError("hub/busy", "The database of the hub does not answer.", {
      hint: "Send it again in a moment.",
      cause: raised,
    })
  return outageOf(raised.cause, depth + 1)
}
