// Texts that the database cannot hold: with a NUL, or half of a surrogate pair.
import { FidelioError } from "@fidelio/core/errors"

/** Raises hub/request where a text within the value is none that can be kept; `what` names where it came from. */
export function checkStorable(what: string, value: unknown): void {
  if (typeof value === "string") {
    if (!value.includes("\0") && value.isWellFormed()) return
    throw new FidelioError("hub/request", `The ${what} has a text with a NUL or with half of a character.`, {
      at: what,
    })
  }
  if (typeof value !== "object" || value === null) return
  if (Array.isArray(value)) return value.forEach((entry) => checkStorable(what, entry))
  for (const [key, entry] of Object.entries(value)) {
    checkStorable(what, key)
    checkStorable(what, entry)
  }
}
