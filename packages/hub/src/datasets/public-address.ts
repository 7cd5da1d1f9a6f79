// Which addresses of the network are public: those that a dataset may be fetched from.
import { isIP } from "node:net"
import { networkInterfaces } from "node:os"
import ipaddr from "ipaddr.js"

/** Addresses of IPv6 that are given out at all; what maps, embeds or tunnels IPv4 is outside, or known by its range. */
const givenOut = ipaddr.IPv6.parseCIDR("2000::/3")

/** Whether an address in numbers is neither private, local, shared, reserved nor this machine's own. */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false
  const address = ipaddr.parse(text)
  if (address.range() !== "unicast") return false
  if (address instanceof ipaddr.IPv6 && !address.match(givenOut)) return false
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return !own.some((found) => ipaddr.isValid(found.address) && sameAddress(found.address, address))
}

const sameAddress = (text: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  ipaddr.parse(text).toNormalizedString() === address.toNormalizedString()
