// How a config's backend becomes the settings of sessions.
import type { BackendSettings } from "@fidelio/core"
import type { SessionSettings } from "./session.ts"

export const sessionSettings = ({ device, threads }: BackendSettings): SessionSettings => ({
  device,
  threads: threads ?? undefined,
})
