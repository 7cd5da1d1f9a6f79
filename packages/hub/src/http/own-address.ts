// Names and pages that the hub goes by: a page of another site can neither borrow its name nor send changes in somebody's name.
import { hostname } from "node:os"
import { FidelioError } from "@fidelio/core/errors"
import { ownHost } from "@fidelio/engine/own-host"

/** A check of the header `Host`; it raises hub/host. */
export function hostCheck(names: readonly string[]): (header: string | undefined) => void {
  const isOwn = ownHost(names)
  return (header) => {
    if (isOwn(header)) return
    throw new FidelioError("hub/host", "The request is for a host that this hub does not go by.", {
      hint: "Start the hub with its name: --allowed_hosts hub.example.org.",
    })
  }
}

export interface Sender {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** What a browser says of how the page and the address relate. */
  readonly fetchSite: string | undefined
}

/** For changes: where a browser sends them, it must be from a page of ours. It raises hub/csrf. */
export function checkSender({ origin, host, fetchSite }: Sender): void {
  const isForeign = fetchSite === "cross-site" || fetchSite === "same-site"
  if (!isForeign && (origin === undefined || hostOf(origin) === host?.toLowerCase())) return
  throw new FidelioError("hub/csrf", "The change comes from a page of another site.", {
    hint: "Programs send no Origin header; pages must be the hub's own.",
  })
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

/** Names by which a hub is asked for, besides addresses in numbers. */
export const ownHosts = ({
  allowedHosts,
  host,
  url,
}: {
  readonly allowedHosts: readonly string[]
  readonly host: string
  readonly url: string | undefined
}): readonly string[] => [
  ...allowedHosts,
  host,
  hostname(),
  `${hostname()}.local`,
  ...(url === undefined ? [] : [new URL(url).hostname]),
]
