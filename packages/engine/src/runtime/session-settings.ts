// How a config's backend becomes the settings of sessions.
import type { BackendSettings } from "@fidelio/core"
import { threadsFor } from "./session-options.ts"
import type { SessionSettings } from "./session.ts"

/** `multiplyAdds`: the work of one step, for the choice of threads where the config makes none; unknown: every core. */
export const sessionSettings = (
  { device, threads }: BackendSettings,
  multiplyAdds: number = Infinity,
): SessionSettings => ({
  device,
  threads: threads ?? threadsFor(multiplyAdds),
})
