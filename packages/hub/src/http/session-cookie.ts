// The cookie of a browser's session: only for its hub, and out of reach of scripts.
import type { CookieSerializeOptions } from "@fastify/cookie"
import type { FastifyReply, FastifyRequest } from "fastify"

export interface SessionCookie {
  set(secret: string, expires: Date): void
  clear(): void
}

export interface CookieSettings {
  readonly name: string
  readonly isSecure: boolean
}

/** Cookies do not tell ports apart: two hubs on one machine must not sign one another out. */
export function cookieSettings(url: string): CookieSettings {
  const { port, protocol } = new URL(url)
  const isSecure = protocol === "https:"
  return { name: `${isSecure ? "__Host-" : ""}fidelio_session${port === "" ? "" : `_${port}`}`, isSecure }
}

export const sessionOf = (request: FastifyRequest, { name }: CookieSettings): string | undefined =>
  request.cookies[name]

export function sessionCookie(reply: FastifyReply, { name, isSecure }: CookieSettings): SessionCookie {
  const options: CookieSerializeOptions = { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure }
  return {
    set: (secret, expires) => void reply.setCookie(name, secret, { ...options, expires }),
    clear: () => void reply.clearCookie(name, options),
  }
}
