// Where a server is: the names that it goes by, and the address at which it listens.
import { isIP, type AddressInfo, type Server } from "node:net"

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/

/** Whether only programs of this machine reach what listens there. */
export const isLoopback = (host: string): boolean => loopback.test(host)

/** `example.org` of `example.org:8000`, without the brackets of an IPv6 address. */
const nameOf = (host: string): string =>
  (/^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1] ?? host.replace(/:\d*$/, "")).toLowerCase()

/**
 * Tells whether a `Host` header names this server: a page of another site can have its own name point here, and then
 * read the answers. Such a page has no name that is localhost's, an address in numbers or one of those given.
 */
export function ownHost(names: readonly string[]): (header: string | undefined) => boolean {
  const own = new Set(names.map((name) => name.toLowerCase()))
  return (header) => {
    if (header === undefined) return true // HTTP/1.0: no browser
    const name = nameOf(header)
    return name === "localhost" || name.endsWith(".localhost") || isIP(name) !== 0 || own.has(name)
  }
}

/** Why a server could not listen, in words. */
export function listenFailure(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  return code === "EADDRINUSE" ? "another program listens there" : code === "EACCES" ? "it is not allowed" : code
}

/** `http://127.0.0.1:8000`, by which what listens by TCP is reached from this machine. */
export function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo // it listens by TCP
  const name = address === "0.0.0.0" || address === "::" ? "localhost" : family === "IPv6" ? `[${address}]` : address
  return `http://${name}:${port}`
}
