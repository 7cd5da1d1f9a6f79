// How far a training is, or why it waits.
import type { Progress, Version } from "@fidelio/client"
import { Icon } from "../../components/icon.tsx"
import { formatNumber, formatSeconds } from "../../format.ts"
import { isUnderWay } from "../../queries.ts"
import { sayPlaces, stepsASecond } from "../course.ts"

interface ProgressNoticeProps {
  readonly version: Version
  readonly progress: Progress | undefined
}

export function ProgressNotice({ version, progress }: ProgressNoticeProps) {
  if (!isUnderWay(version.status)) return null
  const share = progress === undefined || progress.total_steps === 0 ? undefined : progress.step / progress.total_steps
  return (
    <div className="notice" data-tone="busy">
      <Icon
        name={version.status === "queued" ? "clock" : "spinner"}
        className={version.status === "queued" ? "" : "spin"}
      />
      <div className="stack-s">
        <p className="strong">{sayStatus(version)}</p>
        {progress !== undefined && version.status === "training" && (
          <>
            <div
              className="meter"
              role="progressbar"
              aria-label="Training"
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round((share ?? 0) * 100)}
            >
              <span style={{ width: `${(share ?? 0) * 100}%` }} />
            </div>
            <p className="small">{sayProgress(version.model_type, progress)}</p>
          </>
        )}
      </div>
    </div>
  )
}

const sayStatus = ({ status, attempt }: Version): string => {
  const again = attempt > 1 ? ` (begun ${attempt} times; it went on from its last checkpoint)` : ""
  if (status === "queued") return `Waiting for a worker${again}`
  return `${status[0]?.toUpperCase() ?? ""}${status.slice(1)}${again}`
}

const sayProgress = (type: Version["model_type"], progress: Progress): string => {
  const { loss, steps_per_second, seconds_left } = progress
  return [
    ...sayPlaces(type, progress),
    loss !== null && `loss ${formatNumber(loss)}`,
    steps_per_second > 0 && `${formatNumber(steps_per_second)} ${stepsASecond(type)}`,
    seconds_left !== null && `at most ${formatSeconds(seconds_left)} left`,
  ]
    .filter((part) => part !== false)
    .join(" · ")
}
