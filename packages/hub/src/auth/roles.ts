// Roles, each with all that the ones before it may.
import { FidelioError } from "@fidelio/core/errors"
import type { Role } from "@fidelio/client"

const roles: readonly Role[] = ["viewer", "editor", "admin"]

const rankOf = (role: Role): number => roles.indexOf(role)

export const lowerRole = (a: Role, b: Role): Role => (rankOf(a) < rankOf(b) ? a : b)

export const mayActAs = (role: Role, needed: Role): boolean => rankOf(role) >= rankOf(needed)

export function checkRole(role: Role, needed: Role): void {
  if (mayActAs(role, needed)) return
  throw new FidelioError("hub/forbidden", `This needs the role "${needed}"; yours is "${role}".`, {
    hint: "An admin of the organisation can change roles; a token may have a lower one than its owner.",
  })
}
