// The stages of a version: when each began, how long it took, where it stands.
import type { Version } from "@fidelio/client"
import { Icon } from "../../components/icon.tsx"
import { Duration } from "../../components/time.tsx"
import { stagesOf } from "./stages.ts"

/** They take no time. */
const endings = ["ready", "failed", "cancelled"]

export function StageTimeline({ version }: { readonly version: Version }) {
  if (version.origin !== "trained") return null
  return (
    <ol className="stages" aria-label="Stages">
      {stagesOf(version).map(({ name, state, began, ended }) => (
        <li key={name} data-state={state} aria-current={state === "current" ? "step" : undefined}>
          <Icon
            name={state === "done" ? "check" : state === "current" ? "spinner" : state === "broken" ? "alert" : "clock"}
            size={14}
            className={state === "current" ? "spin" : ""}
          />
          <span>{name}</span>
          <span className="quiet small">
            {began !== null && !endings.includes(name) && <Duration from={began} to={ended} />}
          </span>
        </li>
      ))}
    </ol>
  )
}
