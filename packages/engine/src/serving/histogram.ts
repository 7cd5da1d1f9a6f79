// How often values fell between bounds: what a Prometheus histogram is made from.
import type { Histogram } from "./hosted-model.ts"

export class RunningHistogram implements Histogram {
  readonly bounds: readonly number[]
  readonly counts: Float64Array
  count = 0
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Float64Array(bounds.length)
  }

  add(value: number): void {
    const { bounds } = this
    this.count++
    this.sum += value
    for (let i = 0; i < bounds.length; i++) {
      if (value > bounds[i]!) continue
      this.counts[i]!++
      return
    }
  }
}
