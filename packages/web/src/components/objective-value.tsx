// The value that a version's training was about, with its metric.
import type { Objective } from "@fidelio/client"
import { formatNumber, spaced } from "../format.ts"

export const ObjectiveValue = ({ objective }: { readonly objective: Objective | null }) =>
  objective === null || objective.value === null ? (
    <span className="quiet">–</span>
  ) : (
    <span title={`${spaced(objective.metric)} of ${objective.feature}, ${objective.split}; ${objective.direction}d`}>
      <span className="strong">{formatNumber(objective.value)}</span>{" "}
      <span className="quiet small">{spaced(objective.metric)}</span>
    </span>
  )
