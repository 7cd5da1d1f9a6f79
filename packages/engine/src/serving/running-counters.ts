// The counters of a hosted model while it serves; they outlive the versions that a reload brings.
import type { ModelSignature } from "@fidelio/core"
import { RunningHistogram } from "./histogram.ts"
import type { RowNotes, ServingCounters } from "./hosted-model.ts"

const seconds = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export class RunningCounters implements ServingCounters {
  requests = 0
  rows = 0
  rejected = 0
  timedOut = 0
  cancelled = 0
  failed = 0
  readonly batchRows = new RunningHistogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096])
  readonly batchSeconds = new RunningHistogram(seconds)
  readonly queueSeconds = new RunningHistogram(seconds)
  queuedRows = 0
  busyWorkers = 0
  readyWorkers = 0
  workersLost = 0
  reloads = 0
  failedReloads = 0
  readonly unknownLabels = new Map<string, number>()
  readonly missingValues = new Map<string, number>()

  /** Gives every input its entry: a counter that is there from the start can be watched from the start. */
  expect({ inputs }: ModelSignature): void {
    for (const { name, labels } of inputs) {
      this.missingValues.set(name, this.missingValues.get(name) ?? 0)
      if (labels !== undefined) this.unknownLabels.set(name, this.unknownLabels.get(name) ?? 0)
    }
  }

  note({ unknownLabels, missingValues }: RowNotes): void {
    for (const [name, count] of unknownLabels) this.unknownLabels.set(name, (this.unknownLabels.get(name) ?? 0) + count)
    for (const [name, count] of missingValues) this.missingValues.set(name, (this.missingValues.get(name) ?? 0) + count)
  }
}
