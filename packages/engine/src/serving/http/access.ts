// Who may ask: known tokens, compared in constant time, and names of the server that a page elsewhere cannot borrow.
import { hash, timingSafeEqual } from "node:crypto"
import { ServingError } from "../serving-error.ts"
import { ownHost } from "./own-host.ts"

const digest = (token: string): Buffer => hash("sha256", token, "buffer")

/** The token of `Bearer <token>`, or the password of `Basic`, which is how a browser's own dialog sends it. */
function tokenOf(header: string): string | undefined {
  const [, scheme = "", credentials = ""] = /^(bearer|basic) +(\S+) *$/i.exec(header) ?? []
  if (scheme === "") return undefined
  if (scheme.toLowerCase() === "bearer") return credentials
  const text = Buffer.from(credentials, "base64").toString()
  return text.slice(text.indexOf(":") + 1)
}

/** A check of the `Authorization` header; it raises serving/credentials. */
export function tokenCheck(tokens: readonly string[]): (header: string | undefined) => void {
  const known = tokens.map(digest)
  return (header) => {
    const token = header === undefined ? undefined : tokenOf(header)
    const given = digest(token ?? "")
    let matches = 0
    for (const candidate of known) matches += Number(timingSafeEqual(candidate, given)) // all of them: no early exit
    if (token !== undefined && matches > 0) return
    const what = header === undefined ? "has no token" : "has a token that the server does not know"
    throw new ServingError("serving/credentials", `The request ${what}.`, {
      hint: 'Send the header "Authorization: Bearer <token>".',
    })
  }
}

/** A check of the `Host` header, for a server that trusts every program on its machine. It raises serving/host. */
export function hostCheck(allowedHosts: readonly string[]): (header: string | undefined) => void {
  const isOwn = ownHost(allowedHosts)
  return (header) => {
    if (isOwn(header)) return
    throw new ServingError("serving/host", "The request is for a host that this server does not go by.", {
      hint: "Ask for localhost or an address in numbers, or start the server with --allowed_hosts.",
    })
  }
}
